import { expect, test } from 'vitest';
import type { ViewCamera } from '../../../../../services/contracts/view.ts';
import { chapterAt, playlistOf, secondsBefore } from '../../../../../web/src/replay/playing/chapters.ts';

const start = Date.parse('2026-11-24T01:00:00.000Z');
const minute = 60_000;
const at = (minutes: number) => start + minutes * minute;
const interval = (from: number, to: number) => ({
  from: new Date(at(from)).toISOString(),
  to: new Date(at(to)).toISOString(),
});
const camera = (...footage: { from: string; to: string }[]): ViewCamera => ({
  ...{ camera: { id: 'c', name: 'C' }, playlist: '/api/views/v/cameras/c/index.m3u8', hasAudio: true },
  ...{ codec: null, footage, gaps: [] },
});
const day = { from: start, to: at(480) };

test('a long look has chapters of an hour that overlap, so that the border loads nothing anew', () => {
  const whole = camera(interval(0, 480));
  expect(chapterAt(whole, day, at(0))).toEqual({ from: at(0), to: at(61) });
  expect(chapterAt(whole, day, at(130))).toEqual({ from: at(119), to: at(181) });
  expect(chapterAt(whole, day, at(480))).toEqual({ from: at(419), to: at(480) });
});

test('a short look is one chapter and asks for its playlist as it is', () => {
  const short = { from: start, to: at(5) };
  const whole = camera(interval(0, 5));
  const chapter = chapterAt(whole, short, at(3));
  expect(chapter).toEqual(short);
  expect(playlistOf(whole, short, short, true)).toBe(whole.playlist);
  expect(playlistOf(whole, short, short, false)).toBe('/api/views/v/cameras/c/video.m3u8');
});

test('a chapter without footage is not asked for', () => {
  const gapped = camera(interval(0, 50), interval(300, 480));
  expect(chapterAt(gapped, day, at(150))).toBeNull();
  expect(chapterAt(gapped, day, at(55))).toEqual({ from: at(0), to: at(61) });
});

test('knows how much footage lies before an instant in its chapter', () => {
  const gapped = camera(interval(0, 10), interval(20, 480));
  expect(secondsBefore(gapped, { from: at(0), to: at(61) }, at(25))).toBe(15 * 60);
  expect(secondsBefore(gapped, { from: at(59), to: at(121) }, at(60))).toBe(60);
});

test('names its limits in the address', () => {
  const chapter = { from: at(59), to: at(121) };
  const address = new URL(playlistOf(camera(interval(0, 480)), chapter, day, true), 'http://x');
  expect(address.searchParams.get('from')).toBe(new Date(at(59)).toISOString());
  expect(address.searchParams.get('to')).toBe(new Date(at(121)).toISOString());
});
