import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { ensureClips } from '../../../services/casework/clips/clips.ts';
import { accountRoutes } from '../../../services/contracts/access/account.ts';
import { sessionRoutes, sessionState } from '../../../services/contracts/session.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from './work-house.ts';

/** Three sessions: a finished dialogue with a case, one forgotten and cut later, one that runs in another room. */
let house: WorkHouse;
let supervisor: Visitor;
let ids: { dialogue: string; cut: string; running: string };
let caseKey: string;
let rooms: { first: string; second: string };
beforeAll(async () => {
  house = await openWorkHouse();
  supervisor = await house.api.visitor('supervisor');
  const admin = await house.api.visitor('admin');
  const params = { accountId: house.officer.id };
  await admin.call(accountRoutes.changeAccount, { params, body: { name: 'Đỗ Thị Hường' } });
  const [first, second] = [await house.room(1, 'Phòng tiếp công dân'), await house.room(1, 'Phòng đối thoại')];
  rooms = { first: first.id, second: second.id };
  await house.store(first.cameras[0], house.start, 60);
  const file = await openCase(house.officer);
  caseKey = file.key;
  const dialogue = await cut(house.officer, first.id, house.at(0), house.at(20), [file.key]);
  const change = { kind: 'dialogue', note: 'Hồ sơ đất Sóc Sơn' } as const;
  await house.officer.call(sessionRoutes.change, { params: { sessionId: dialogue.id }, body: change });
  const forgotten = await cut(house.officer, first.id, house.at(30), house.at(50));
  const running = await house.officer.call(sessionRoutes.start, { body: { roomId: second.id } });
  ids = { dialogue: dialogue.id, cut: forgotten.id, running: running.id };
});
afterAll(() => house.close());

type Query = z.input<typeof sessionRoutes.list.query>;
const found = async (query: Query) =>
  (await supervisor.call(sessionRoutes.list, { query })).items.map(({ id }) =>
    Object.entries(ids)
      .find(([, one]) => one === id)
      ?.at(0),
  );

describe('sessions are found', () => {
  it('by case number, officer, room and note, with or without diacritics', async () => {
    for (const q of [caseKey, caseKey.toLowerCase(), 'đất sóc sơn', 'dat SOC son'])
      expect(await found({ q }), q).toEqual(['dialogue']);
    expect(await found({ q: 'doi thoai' })).toEqual(['running']);
    for (const q of ['do thi huong', 'Đỗ Thị Hường'])
      expect(await found({ q }), q).toEqual(['running', 'cut', 'dialogue']);
    for (const q of ['%', '_', 'nobody']) expect(await found({ q }), q).toEqual([]);
  });

  it('by room, kind, state, case and officer', async () => {
    expect(await found({ roomId: rooms.first })).toEqual(['cut', 'dialogue']);
    expect(await found({ kind: 'dialogue' })).toEqual(['dialogue']);
    expect(await found({ state: 'running' })).toEqual(['running']);
    expect(await found({ state: 'processing' })).toEqual(['cut', 'dialogue']);
    expect(await found({ withCase: 'true' })).toEqual(['dialogue']);
    expect(await found({ withCase: 'false' })).toEqual(['running', 'cut']);
    expect(await found({ officerId: supervisor.id })).toEqual([]);
  });

  it('by time: whatever overlaps, also what still runs', async () => {
    const between = (from: number, to: number) => ({ from: house.at(from).toJSON(), to: house.at(to).toJSON() });
    expect(await found(between(10, 35))).toEqual(['cut', 'dialogue']);
    expect(await found(between(20, 30))).toEqual([]);
    expect(await found({ from: new Date(Date.now() + 60_000).toJSON() })).toEqual([]);
    expect(await found({ from: new Date(Date.now() - 1000).toJSON() })).toEqual(['running']);
  });

  it('page by page, each once', async () => {
    const seen: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const page = await supervisor.call(sessionRoutes.list, { query: { limit: 1, ...(cursor ? { cursor } : {}) } });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([ids.running, ids.cut, ids.dialogue]);
  });
});

it('a session is listed under the state that it shows, whatever becomes of it', async () => {
  const { db } = house.api;
  const clips = db.updateTable('clips').where('session_id', '=', ids.cut);
  const ofSession = db.updateTable('sessions').where('id', '=', ids.cut);
  const fates = {
    processing: () => ensureClips(db, ids.cut),
    sealed: () => clips.set({ state: 'sealed' }).execute(),
    failed: () => clips.set({ state: 'failed' }).execute(),
    destroyed: () => ofSession.set({ is_destroyed: true }).execute(),
  };
  for (const [fate, befall] of Object.entries(fates)) {
    await befall();
    const { items } = await supervisor.call(sessionRoutes.list, { query: {} });
    expect(items.find(({ id }) => id === ids.cut)?.state).toBe(fate);
    for (const state of sessionState.options) {
      const shown = items.filter((one) => one.state === state).map(({ id }) => id);
      const { items: listed } = await supervisor.call(sessionRoutes.list, { query: { state } });
      expect(listed.map(({ id }) => id)).toEqual(shown);
    }
  }
  await ofSession.set({ is_destroyed: false }).execute();
});
