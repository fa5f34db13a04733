import { expect, test } from 'vitest';
import { FlvReader, type FlvTag, flvHeader } from '../../../../services/adapters/video/live/flv.ts';
import { type Beginning, LiveViewer } from '../../../../services/api/live/viewer.ts';
import { tag } from '../../adapters/video/live/made-up-flv.ts';

const [key, delta, sound] = new FlvReader().push(
  Buffer.concat([flvHeader(true), tag(9, [0x17, 1]), tag(9, [0x27, 1]), tag(8, [0xaf, 1])]),
) as [FlvTag, FlvTag, FlvTag];
const first = flvHeader(true);
const beginning: Beginning = { head: [Buffer.from('head')], sinceKeyFrame: [key, delta], keyFrameMs: 1000 };
const mib = 1024 * 1024;

function viewer({ hasSound = true, notBeforeMs = 0 } = {}) {
  const written: Buffer[] = [];
  const sink = { waiting: 0, isCut: false, hasEnded: false };
  const made = new LiveViewer(
    {
      write: (bytes) => void written.push(bytes),
      waitingBytes: () => sink.waiting,
      end: () => void Object.assign(sink, { hasEnded: true }),
      cut: () => void Object.assign(sink, { isCut: true }),
    },
    { hasSound, notBeforeMs },
  );
  return { made, written, sink };
}
const spansOf = (made: LiveViewer) => made.takeSent().map(({ from, to }) => [from.getTime(), to.getTime()]);

test('begins at the last key frame, and gets sound only when it asked for it', () => {
  const { made, written } = viewer({ hasSound: false });
  made.begin(first, beginning, 1500);
  made.take(sound, () => beginning, 1540);
  made.take(delta, () => beginning, 1580);
  expect(written).toEqual([first, ...beginning.head, key.bytes, delta.bytes, delta.bytes]);
});

test('who is slow gets nothing more, and then goes on at the newest key frame', () => {
  const { made, written, sink } = viewer();
  made.begin(first, beginning, 1000);
  sink.waiting = mib + 1;
  const before = written.length;
  for (let at = 1040; at < 5000; at += 40) made.take(delta, () => beginning, at);
  expect(written).toHaveLength(before);
  sink.waiting = 100_000;
  made.take(delta, () => beginning, 5040);
  expect(written).toHaveLength(before);
  sink.waiting = 0;
  made.take(delta, () => ({ ...beginning, sinceKeyFrame: [] }), 5080);
  expect(written).toHaveLength(before);
  made.take(delta, () => ({ ...beginning, keyFrameMs: 5000 }), 5120);
  expect(written.slice(before)).toEqual([...beginning.head, key.bytes, delta.bytes]);
  expect(made.skips).toBe(1);
  // What lay in between was never sent.
  expect(spansOf(made)).toEqual([
    [1000, 1001],
    [5000, 5120],
  ]);
});

test('who takes nothing for half a minute is gone', () => {
  const { made, sink } = viewer();
  made.begin(first, beginning, 1000);
  sink.waiting = 2 * mib;
  made.take(delta, () => beginning, 1040);
  made.take(delta, () => beginning, 31_000);
  expect(sink.isCut).toBe(false);
  made.take(delta, () => beginning, 31_100);
  expect(sink.isCut).toBe(true);
});

test('a picture from before is not shown, even as the beginning of the next', () => {
  const { made, written } = viewer({ notBeforeMs: 1600 });
  made.begin(first, beginning, 1500);
  made.take(delta, () => beginning, 1650);
  expect(written).toEqual([first]);
  expect(spansOf(made)).toEqual([]);
  made.take(key, () => ({ ...beginning, keyFrameMs: 2000, sinceKeyFrame: [key] }), 2000);
  expect(written).toEqual([first, ...beginning.head, key.bytes]);
  expect(made.skips).toBe(0);
});

test('what was sent is told once, from the key frame on, without pauses', () => {
  const { made } = viewer();
  made.begin(first, beginning, 1500);
  for (let at = 1540; at <= 2020; at += 40) made.take(delta, () => beginning, at);
  expect(spansOf(made)).toEqual([[1000, 2020]]);
  expect(spansOf(made)).toEqual([]);
  made.take(delta, () => beginning, 2060);
  made.take(delta, () => beginning, 9000);
  made.take(delta, () => beginning, 9040);
  expect(spansOf(made)).toEqual([
    [2020, 2060],
    [9000, 9040],
  ]);
});

test('a single picture is a look too', () => {
  const { made } = viewer();
  made.begin(first, beginning, beginning.keyFrameMs);
  expect(spansOf(made)).toEqual([[1000, 1001]]);
  expect(spansOf(made)).toEqual([]);
});

test('it is told why no more comes, as FLV even when nothing came', () => {
  const { made, written, sink } = viewer();
  made.lose({ cause: 'stalled', lastPictureMs: 5 });
  made.lose({ cause: null, lastPictureMs: 6 });
  expect(Buffer.concat(written).toString('latin1')).toMatch(/^FLV.*onLive.*lost.*stalled/s);
  expect(written).toHaveLength(2);
  expect(sink.hasEnded).toBe(true);
});
