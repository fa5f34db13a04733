import { expect, test } from 'vitest';
import { isStale } from '../../../../web/src/api/stale-queries.ts';

test('a session that changes makes its page, the lists and the rooms stale, not other sessions', () => {
  const hint = { kind: 'session', id: 'a', version: 2 } as const;
  expect(isStale(['sessions', 'list', {}], hint)).toBe(true);
  expect(isStale(['sessions', 'one', 'a'], hint)).toBe(true);
  expect(isStale(['sessions', 'one', 'b'], hint)).toBe(false);
  expect(isStale(['rooms'], hint)).toBe(true);
  expect(isStale(['me'], hint)).toBe(false);
});

test('a clip does not say whose it is, so every session is asked again', () => {
  expect(isStale(['sessions', 'one', 'b'], { kind: 'clip', id: 'x', version: 0 })).toBe(true);
});

test('a marker makes those of its session stale, and the notes for the person', () => {
  const hint = { kind: 'marker', id: 'a', version: 0 } as const;
  expect(isStale(['markers', 'list', 'a'], hint)).toBe(true);
  expect(isStale(['markers', 'list', 'b'], hint)).toBe(false);
  expect(isStale(['notes'], hint)).toBe(true);
  expect(isStale(['sessions', 'one', 'a'], hint)).toBe(false);
});

test('who may know of a session or a case has changed: so may have the notes', () => {
  for (const kind of ['session', 'case'] as const) expect(isStale(['notes'], { kind, id: 'a', version: 1 })).toBe(true);
});
