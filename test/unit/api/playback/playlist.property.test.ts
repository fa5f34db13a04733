import fc from 'fast-check';
import { expect, test } from 'vitest';
import { audioPlaylist, videoPlaylist } from '../../../../services/api/playback/playlist.ts';
import { piecesOf, readableBytes, stretchesOf } from '../../../../services/api/playback/stretches.ts';
import type { Segment } from '../../../../services/recording/segments.ts';
import { recordStartMs, records } from './made-up-segments.ts';

const instants = fc.integer({ min: -5000, max: 120_000 }).map((ms) => recordStartMs + ms);
const spans = fc
  .tuple(instants, fc.integer({ min: 1, max: 60_000 }))
  .map(([fromMs, ms]) => ({ fromMs, toMs: fromMs + ms }));
const whole = fc
  .record({ span: spans, excluded: fc.array(spans, { maxLength: 3 }) })
  .map(({ span, excluded }) => ({ ...span, excluded, only: null }));
/** What another look watched: many stretches, some very short, some within one fragment of each other. */
const watched = fc
  .uniqueArray(instants, { minLength: 2, maxLength: 12 })
  .map((times) => times.toSorted((a, b) => a - b))
  .map((times) =>
    times.flatMap((fromMs, i) => (i % 2 === 0 && times[i + 1] ? [{ fromMs, toMs: times[i + 1] ?? 0 }] : [])),
  )
  .map((only) => ({ fromMs: only[0]?.fromMs ?? 0, toMs: only.at(-1)?.toMs ?? 0, excluded: [], only }));
const views = fc.oneof(whole, watched);

interface Entry {
  startedAtMs: number;
  seconds: number;
  startMs: number;
  start: number;
  end: number;
}

/** Reads a playlist back as a player would. */
function entriesOf(playlist: string): Entry[] {
  const pattern = /#EXT-X-PROGRAM-DATE-TIME:(\S+)\n#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\d+)@(\d+)\nvideo\/(\d+)\.mp4/g;
  return [...playlist.matchAll(pattern)].map(([, date = '', seconds, length, start, startedAtMs]) => ({
    startedAtMs: Number(startedAtMs),
    seconds: Number(seconds),
    startMs: Date.parse(date),
    start: Number(start),
    end: Number(start) + Number(length),
  }));
}

/** Wall time and bytes of every fragment of the picture, worked out the slow way. */
function fragmentsOf(segment: Segment) {
  const { video } = segment;
  return video.fragmentTicks.map((ticks, i) => {
    const ticksBefore = video.fragmentTicks.slice(0, i).reduce((a, b) => a + b, 0);
    const bytesBefore = video.fragmentBytes.slice(0, i).reduce((a, b) => a + b, 0);
    const startMs = segment.startedAt.getTime() + (ticksBefore / video.timescale) * 1000;
    const start = video.initBytes + bytesBefore;
    const end = start + (video.fragmentBytes[i] ?? 0);
    return { startMs, endMs: startMs + (ticks / video.timescale) * 1000, start, end, seconds: ticks / video.timescale };
  });
}

test('a playlist lists each allowed fragment once and not one byte more', () => {
  fc.assert(
    fc.property(records, views, (segments, view) => {
      const entries = entriesOf(videoPlaylist(stretchesOf(segments, view)));
      for (const segment of segments) {
        const listed = entries.filter((entry) => entry.startedAtMs === segment.startedAt.getTime());
        const allowed = fragmentsOf(segment).filter(
          ({ startMs, endMs }) =>
            (view.only ?? [view]).some(({ fromMs, toMs }) => startMs < toMs && endMs > fromMs) &&
            !view.excluded.some((hole) => startMs < hole.toMs && endMs > hole.fromMs),
        );
        const bytes = allowed.reduce((sum, { start, end }) => sum + end - start, 0);
        expect(listed.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(bytes);
        for (const fragment of allowed) {
          const holding = listed.filter(({ start, end }) => start <= fragment.start && fragment.end <= end);
          expect(holding).toHaveLength(1);
        }
        const seconds = allowed.reduce((sum, fragment) => sum + fragment.seconds, 0);
        expect(listed.reduce((sum, entry) => sum + entry.seconds, 0)).toBeCloseTo(seconds, 3);
      }
    }),
  );
});

test('what is listed may be read, inside the object; times and places go forward', () => {
  fc.assert(
    fc.property(records, views, (segments, view) => {
      const entries = entriesOf(videoPlaylist(stretchesOf(segments, view)));
      for (const [i, entry] of entries.entries()) {
        const segment = segments.find((one) => one.startedAt.getTime() === entry.startedAtMs);
        if (!segment) throw new Error('an entry without a segment');
        expect(entry.end).toBeLessThanOrEqual(segment.video.bytes);
        const readable = readableBytes(segment, segment.video, view);
        expect(readable.some(({ start, end }) => start <= entry.start && entry.end <= end)).toBe(true);
        const before = entries[i - 1];
        if (!before) continue;
        expect(entry.startMs).toBeGreaterThanOrEqual(before.startMs);
        if (before.startedAtMs === entry.startedAtMs) expect(entry.start).toBeGreaterThanOrEqual(before.end);
      }
    }),
  );
});

test('picture and sound have the same discontinuities, one init at the head of each stretch', () => {
  const count = (text: string, tag: string) => text.split(tag).length - 1;
  fc.assert(
    fc.property(records, views, (segments, view) => {
      const stretches = stretchesOf(segments, view);
      const video = videoPlaylist(stretches);
      const audio = audioPlaylist(stretches);
      expect(count(audio, '#EXT-X-DISCONTINUITY\n')).toBe(count(video, '#EXT-X-DISCONTINUITY\n'));
      expect(count(video, '#EXT-X-MAP')).toBe(stretches.length);
      expect(count(video, '#EXT-X-DISCONTINUITY\n')).toBe(Math.max(0, stretches.length - 1));
      for (const part of audio.split('#EXT-X-DISCONTINUITY\n').slice(0, stretches.length)) {
        expect(count(part, '#EXTINF')).toBeGreaterThan(0);
        const playable = count(part, '#EXTINF') > count(part, '#EXT-X-GAP');
        expect(count(part, '#EXT-X-MAP') > 0).toBe(playable);
      }
    }),
  );
});

test('converted sound of a segment with several stretches is addressed piece by piece', () => {
  fc.assert(
    fc.property(records, watched, (segments, view) => {
      const text = audioPlaylist(stretchesOf(segments, view));
      const named = new Set<string>();
      // What is marked as a gap is not loaded.
      const pattern = /^(#EXT-X-GAP\n)?#EXTINF:\S+\n(audio\/(\d+)\.mp4(?:\?from=(\d+))?)$/gm;
      for (const [, gap, uri = '', startedAtMs, from] of text.matchAll(pattern)) {
        if (gap) continue;
        expect(named.has(uri)).toBe(false);
        named.add(uri);
        const segment = segments.find((one) => one.startedAt.getTime() === Number(startedAtMs));
        if (!segment) throw new Error('an entry without a segment');
        const pieces = piecesOf(segment, segment.audio ?? segment.video, view);
        expect(from === undefined ? pieces.length > 0 : pieces.some(({ first }) => first === Number(from))).toBe(true);
      }
    }),
  );
});
