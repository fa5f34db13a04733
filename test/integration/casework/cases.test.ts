import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { caseRoutes } from '../../../services/contracts/case.ts';
import { startApi, type TestApi } from '../../support/api.ts';

/** The last second of 2031 in Vietnam. */
const lastSecond = Date.parse('2031-12-31T16:59:59Z');
const clock = { now: () => clock.nowMs, nowMs: lastSecond };
let api: TestApi;
let officer: Awaited<ReturnType<TestApi['visitor']>>;
beforeAll(async () => {
  api = await startApi({ clock });
  officer = await api.visitor('officer');
});
afterAll(() => api.close());

const create = (body: z.input<typeof caseRoutes.create.body>) => officer.call(caseRoutes.create, { body });
const list = (query: z.input<typeof caseRoutes.list.query>) => officer.call(caseRoutes.list, { query });

describe('numbers', () => {
  it('are given once and without a hole, also to many who ask at once', async () => {
    const made = await Promise.all(Array.from({ length: 12 }, () => create({ kind: 'KNPA' })));
    const wanted = Array.from({ length: 12 }, (_, i) => `KNPA-2031-${String(i + 1).padStart(6, '0')}`);
    expect(made.map(({ key }) => key).sort()).toEqual(wanted);
  });

  it('go on behind one given by hand, which is taken then', async () => {
    expect(await create({ kind: 'HH', key: 'hh-2031-41' })).toMatchObject({ key: 'HH-2031-000041' });
    expect(await create({ kind: 'HH' })).toMatchObject({ key: 'HH-2031-000042' });
    await expect(create({ kind: 'HH', key: 'HH-2031-000041' })).rejects.toMatchObject({ code: 'already_exists' });
    await expect(create({ kind: 'HH', key: 'KN-2031-000099' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('carry the year it is in Vietnam', async () => {
    expect(await create({ kind: 'TTr' })).toMatchObject({ key: 'TTr-2031-000001' });
    clock.nowMs = lastSecond + 1000;
    expect(await create({ kind: 'TTr' })).toMatchObject({ key: 'TTr-2032-000001' });
    clock.nowMs = lastSecond;
  });
});

describe('a case file', () => {
  it('keeps the history of its state with who, when and a note', async () => {
    const { id } = await create({ kind: 'KN', subject: 'Đất đai' });
    const body = { state: 'accepted', note: 'Quyết định 12' } as const;
    const changed = await officer.call(caseRoutes.change, { params: { caseId: id }, body });
    expect(changed).toMatchObject({ state: 'accepted', accessClass: 'normal', members: [{ name: 'Name of officer' }] });
    expect(changed.history).toMatchObject([
      { state: 'received', by: 'Name of officer' },
      { state: 'accepted', note: 'Quyết định 12' },
    ]);
  });

  it('is found by its number, its outside numbers, and its subject without diacritics', async () => {
    const file = await create({ kind: 'KN', subject: 'Bồi thường đường Điện Biên', outsideNumbers: ['1234/ĐT-2026'] });
    for (const q of [file.key.toLowerCase(), file.key.slice(1), '1234/đt', 'boi thuong DUONG dien', 'Điện Biên'])
      expect(
        (await list({ q })).items.map(({ id }) => id),
        q,
      ).toEqual([file.id]);
    for (const q of ['%', '_', 'boi  dien', '\\']) expect((await list({ q })).items, q).toEqual([]);
  });
});

describe('pages', () => {
  it('show every case once, also when others are added meanwhile', async () => {
    const wanted = (await list({ limit: 200 })).items.map(({ id }) => id);
    expect(wanted.length).toBeGreaterThan(10);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ limit: 4, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      await create({ kind: 'KN' });
    } while (cursor);
    expect(seen).toEqual(wanted);
  });

  it('refuse a mark that they did not give', async () => {
    for (const cursor of ['x', Buffer.from('{"at":"now","id":"1"}').toString('base64url')])
      await expect(list({ cursor })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
