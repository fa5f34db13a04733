import { expect, test } from 'vitest';
import type { Marker } from '../../../../../services/contracts/custody/marker.ts';
import { filtered, neighbour, replayAt } from '../../../../../web/src/sessions/markers/marker-look.ts';

const note = (id: string) => ({
  ...{ id, version: 1, by: { id: 'x', name: 'Lê Văn Ánh' }, own: false, text: '', done: false, for: null },
  writtenAt: '2026-01-01T00:00:00.000Z',
});
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const marker = (seconds: number, change: Partial<Marker> = {}): Marker => ({
  ...note(`at ${seconds}`),
  ...{ at: at(seconds), kind: 'note', colour: 'amber', answers: [] },
  ...change,
});

test('one goes from marker to marker, and not to the one that one stands at', () => {
  const markers = [marker(10), marker(20), marker(30)];
  const from = (seconds: number, direction: 1 | -1) => neighbour(markers, Date.parse(at(seconds)), direction)?.id;
  expect([from(0, 1), from(10, 1), from(10.04, 1), from(30, 1)]).toEqual(['at 10', 'at 20', 'at 20', undefined]);
  expect([from(40, -1), from(30.04, -1), from(20, -1), from(10, -1)]).toEqual(['at 30', 'at 20', 'at 10', undefined]);
});

test('filters: steps, notes, mine; words with or without diacritics, also of notes under a marker', () => {
  const markers = [
    marker(1, { kind: 'signed' }),
    marker(2, { text: 'đề nghị giấy biên nhận' }),
    marker(3, { kind: 'closing', answers: [{ ...note('a'), text: 'đã xem', own: true }] }),
    marker(4, { for: { id: 'me', name: 'Me' } }),
  ];
  const ids = (filter: Parameters<typeof filtered>[1], words = '') =>
    filtered(markers, filter, words, 'me').map(({ id }) => id);
  expect(ids('all')).toHaveLength(4);
  expect(ids('procedure')).toEqual(['at 1', 'at 3']);
  expect(ids('notes')).toEqual(['at 2', 'at 3', 'at 4']);
  expect(ids('mine')).toEqual(['at 3', 'at 4']);
  expect(ids('all', 'BIEN NHAN')).toEqual(['at 2']);
  expect(ids('all', 'da xem')).toEqual(['at 3']);
  expect(ids('all', 'le van')).toHaveLength(4);
});

test('an address of an instant', () => {
  expect(replayAt('s', '2026-01-01T00:00:00.250Z')).toBe('/sessions/s/replay?at=2026-01-01T00%3A00%3A00.250Z');
});
