import { expect, test } from 'vitest';
import { audioPlaylist, masterPlaylist, videoPlaylist } from '../../../../services/api/playback/playlist.ts';
import { readableBytes, stretchesOf } from '../../../../services/api/playback/stretches.ts';
import { recordOf, recordStartMs, type SegmentShape } from './made-up-segments.ts';

const secondOfVideo = { ticks: 90_000, bytes: 50_000 };
const secondOfAudio = { ticks: 8000, bytes: 8100 };
const tenSeconds: SegmentShape = {
  video: { timescale: 90_000, fragments: Array(10).fill(secondOfVideo) },
  audio: { timescale: 8000, fragments: Array(10).fill(secondOfAudio) },
  follows: 'at once',
};
const everything = { fromMs: 0, toMs: 1e14, excluded: [] };
const start = recordStartMs;

test('a run of two segments is four entries of five seconds with one init', () => {
  expect(videoPlaylist(stretchesOf(recordOf([tenSeconds, tenSeconds]), everything))).toBe(
    [
      '#EXTM3U',
      '#EXT-X-VERSION:7',
      '#EXT-X-PLAYLIST-TYPE:VOD',
      '#EXT-X-TARGETDURATION:5',
      '#EXT-X-MEDIA-SEQUENCE:0',
      '#EXT-X-INDEPENDENT-SEGMENTS',
      `#EXT-X-MAP:URI="video/${start}.mp4",BYTERANGE="700@0"`,
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-05T02:00:00.000Z',
      '#EXTINF:5.000000,',
      '#EXT-X-BYTERANGE:250000@700',
      `video/${start}.mp4`,
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-05T02:00:05.000Z',
      '#EXTINF:5.000000,',
      '#EXT-X-BYTERANGE:250000@250700',
      `video/${start}.mp4`,
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-05T02:00:10.000Z',
      '#EXTINF:5.000000,',
      '#EXT-X-BYTERANGE:250000@700',
      `video/${start + 10_000}.mp4`,
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-05T02:00:15.000Z',
      '#EXTINF:5.000000,',
      '#EXT-X-BYTERANGE:250000@250700',
      `video/${start + 10_000}.mp4`,
      '#EXT-X-ENDLIST',
      '',
    ].join('\n'),
  );
});

test('G.711 is one FLAC piece a segment, its init from the first listed one', () => {
  const view = { fromMs: start + 8500, toMs: start + 12_000, excluded: [] };
  const playlist = audioPlaylist(stretchesOf(recordOf([tenSeconds, tenSeconds]), view));
  expect(playlist.split('\n').slice(6)).toEqual([
    `#EXT-X-MAP:URI="audio/${start}/init.mp4"`,
    '#EXT-X-PROGRAM-DATE-TIME:2026-01-05T02:00:08.000Z',
    '#EXTINF:2.000000,',
    `audio/${start}.mp4`,
    '#EXT-X-PROGRAM-DATE-TIME:2026-01-05T02:00:10.000Z',
    '#EXTINF:2.000000,',
    `audio/${start + 10_000}.mp4`,
    '#EXT-X-ENDLIST',
    '',
  ]);
});

test('AAC is played as stored, by byte range', () => {
  const segments = recordOf([tenSeconds]).map((segment) => ({
    ...segment,
    run: { ...segment.run, audioCodec: 'aac', audioContainer: 'mp4' as const },
  }));
  const stretches = stretchesOf(segments, everything);
  expect(audioPlaylist(stretches)).toContain(`#EXT-X-BYTERANGE:81000@700\naudio/${start}.mp4`);
  expect(masterPlaylist(stretches)).toContain('CODECS="avc1.64001f,mp4a.40.2"');
});

test('a segment without sound beside FLAC is silence as long as its picture, with an init of its own', () => {
  const stretches = stretchesOf(recordOf([tenSeconds, { ...tenSeconds, audio: null }, tenSeconds]), everything);
  const inits = [...audioPlaylist(stretches).matchAll(/MAP:URI="([^"]+)"/g)].map(([, uri]) => uri);
  expect(inits).toEqual([start, start + 10_000, start].map((ms) => `audio/${ms}/init.mp4`));
  expect(audioPlaylist(stretches)).toContain(`#EXTINF:10.000000,\naudio/${start + 10_000}.mp4`);
});

test('beside sound played as stored it is a gap', () => {
  const segments = recordOf([tenSeconds, { ...tenSeconds, audio: null, follows: 'in a new run' }]);
  const stored = { audioCodec: 'aac', audioContainer: 'mp4' as const };
  const stretches = stretchesOf(
    segments.map((segment) => (segment.audio ? { ...segment, run: { ...segment.run, ...stored } } : segment)),
    everything,
  );
  expect(audioPlaylist(stretches)).toContain(`#EXT-X-GAP\n#EXTINF:10.000000,\naudio/${start + 12_500}.mp4`);
});

test('a view without any sound names no audio rendition', () => {
  const master = masterPlaylist(stretchesOf(recordOf([{ ...tenSeconds, audio: null }]), everything));
  expect(master).not.toContain('AUDIO');
  expect(master).toContain('CODECS="avc1.64001f",RESOLUTION=640x360');
});

test('a new run and an excluded stretch begin with a discontinuity and an init of their own', () => {
  const segments = recordOf([tenSeconds, tenSeconds, { ...tenSeconds, follows: 'in a new run' }]);
  const excluded = [{ fromMs: start + 3500, toMs: start + 12_500 }];
  const playlist = videoPlaylist(stretchesOf(segments, { ...everything, excluded }));
  expect(playlist.split('#EXT-X-DISCONTINUITY\n').map((part) => /MAP:URI="([^"]+)"/.exec(part)?.[1])).toEqual([
    `video/${start}.mp4`,
    `video/${start + 10_000}.mp4`,
    `video/${start + 22_500}.mp4`,
  ]);
});

test("the neighbour's fragments are not readable, nor an init without a fragment", () => {
  const [segment] = recordOf([tenSeconds]);
  if (!segment) throw new Error('no segment');
  const view = { fromMs: start + 3000, toMs: start + 4001, excluded: [] };
  expect(readableBytes(segment, segment.video, view)).toEqual([
    { start: 0, end: 700 },
    { start: 150_700, end: 250_700 },
  ]);
  expect(readableBytes(segment, segment.video, { ...view, fromMs: start - 9000, toMs: start })).toEqual([]);
});
