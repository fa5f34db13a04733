import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vaultKey } from '../../../../services/access/vault/vault-key.ts';
import { connectPostgres } from '../../../../services/adapters/postgres/connect.ts';
import { createApp } from '../../../../services/api/app.ts';
import { type Identity, visitorRoutes } from '../../../../services/contracts/access/visitor.ts';
import { caseRoutes } from '../../../../services/contracts/case.ts';
import { sessionRoutes } from '../../../../services/contracts/session.ts';
import { openCase, openWorkHouse, type Visitor, type WorkHouse } from '../../casework/work-house.ts';

/** Who came: sealed, by code for everyone, opened one at a time with a reason. */
let house: WorkHouse;
let chief: Visitor;
let member: Visitor;
beforeAll(async () => {
  house = await openWorkHouse();
  chief = await house.api.visitor('chief');
  member = await house.api.visitor('officer', 'member');
});
afterAll(() => house.close());

const who = (name = 'Nguyễn Thị Bưởi'): Identity => ({
  ...{ name, birthYear: 1961, paper: '012345678901', telephone: '0912 345 678' },
  ...{ address: '12 Hàng Chuối', note: 'đi cùng con' },
});
const why = { reasonCode: 'contact' as const, note: 'gửi giấy mời' };

/** A session that is over, in a room of its own; its member is on its case. */
async function session(kind: 'KN' | 'TC' = 'KN') {
  const file = await openCase(house.officer, kind);
  await house.officer.call(caseRoutes.addMember, { params: { caseId: file.id, accountId: member.id } });
  const { id: roomId } = await house.room();
  const { id } = await house.officer.call(sessionRoutes.start, { body: { roomId, caseKeys: [file.key] } });
  await house.officer.call(sessionRoutes.stop, { params: { sessionId: id } });
  return { id, caseId: file.id };
}

const add = (by: Visitor, sessionId: string, body = who()) =>
  by.call(visitorRoutes.add, { params: { sessionId }, body });
const open = (by: Visitor, visitorId: string, body: { reasonCode: typeof why.reasonCode; note: string } = why) =>
  by.call(visitorRoutes.open, { params: { visitorId }, body });
const list = (by: Visitor, sessionId: string) => by.call(visitorRoutes.list, { params: { sessionId } });
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error) => error.code,
  );
const entries = async (sessionId: string) => {
  const rows = house.api.db.selectFrom('audit_log').select(['act', 'outcome', 'details', 'account_id']);
  return (await rows.where('thing_id', '=', sessionId).where('act', 'like', 'vault.%').orderBy('id').execute()).map(
    ({ act, outcome, details, account_id }) => ({ act, outcome, details, by: account_id }),
  );
};

it('the vault gives a code, and the identity only to an opening with a reason that is written down', async () => {
  const { id } = await session();
  const added = await add(house.officer, id);
  expect(added.code).toMatch(/^[A-Z]\d{4}$/);
  expect(JSON.stringify(added)).not.toContain('Bưởi');
  expect(await list(chief, id)).toEqual({ items: [{ ...added, request: null }], mayOpen: false, mayAsk: true });
  expect((await list(member, id)).mayOpen).toBe(true);
  const answer = await member.request(`/api/visitors/${added.id}/openings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(why),
  });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.json()).toEqual({ code: added.code, version: 1, identity: who() });
  expect(await entries(id)).toEqual([
    ...[{ act: 'vault.write', outcome: 'done', by: house.officer.id }].map((one) => ({
      ...one,
      details: { visitor: added.code, identityVersion: 1 },
    })),
    {
      ...{ act: 'vault.open', outcome: 'done', by: member.id },
      details: { visitor: added.code, identityVersion: 1, openingReason: 'contact' },
    },
  ]);
  const { items } = await chief.call(visitorRoutes.openings, { params: { sessionId: id } });
  expect(items).toMatchObject([{ code: added.code, person: { id: member.id }, reasonCode: 'contact', note: why.note }]);
});

it('the vault keeps the version before a correction, sealed, and takes no correction of an old one', async () => {
  const { id } = await session();
  const added = await add(house.officer, id);
  const params = { visitorId: added.id };
  const body = { ...who('Nguyễn Thị Bười'), version: 1 };
  const tries = await Promise.all([1, 2, 3].map(() => code(member.call(visitorRoutes.correct, { params, body }))));
  expect(tries.toSorted()).toEqual(['changed_meanwhile', 'changed_meanwhile', 'done']);
  expect((await open(house.officer, added.id)).identity.name).toBe('Nguyễn Thị Bười');
  const versions = await house.api.db
    .selectFrom('visitor_versions')
    .select(['version', 'sealed', 'key_id'])
    .where('visitor_id', '=', added.id)
    .orderBy('version')
    .execute();
  expect(versions.map(({ version, sealed, key_id }) => [version, sealed !== null, key_id])).toEqual([
    [1, true, house.api.deps.vaultKey.id],
    [2, true, house.api.deps.vaultKey.id],
  ]);
});

it('the vault takes no reason that says who it is, and none without words', async () => {
  const { id } = await session();
  const added = await add(house.officer, id);
  for (const note of ['gọi bà nguyen thi buoi', 'gọi số 0912-345.678', 'cccd 012345678901'])
    expect(await code(open(house.officer, added.id, { ...why, note }))).toBe('reason_needed');
  expect(await code(open(house.officer, added.id, { ...why, note: '  ' }))).toBe('invalid_input');
  expect((await entries(id)).filter(({ outcome }) => outcome === 'refused')).toHaveLength(3);
});

it('the vault is opened and written by its officer and the people on its case, whatever the role of others', async () => {
  const { id, caseId } = await session();
  const added = await add(house.officer, id);
  for (const role of ['supervisor', 'chief', 'archivist'] as const) {
    const other = role === 'chief' ? chief : await house.api.visitor(role);
    expect([role, await code(open(other, added.id))]).toEqual([role, 'forbidden']);
    expect([role, await code(add(other, id))]).toEqual([role, 'forbidden']);
  }
  for (const role of ['admin', 'officer'] as const) {
    const other = await house.api.visitor(role, `outside-${role}`);
    const asked = await Promise.all([open(other, added.id), add(other, id), list(other, id)].map(code));
    expect([role, ...asked]).toEqual([role, ...Array(3).fill('not_found')]);
  }
  await house.officer.call(caseRoutes.addConflict, {
    params: { caseId, accountId: member.id },
    body: { reason: 'is named in it' },
  });
  expect(await code(open(member, added.id))).toBe('not_found');
  expect((await entries(id)).filter(({ by, outcome }) => by === chief.id && outcome === 'refused')).toHaveLength(2);
});

it('the vault of a denunciation does not exist for outsiders, like an id that was never given', async () => {
  const { id } = await session('TC');
  const added = await add(house.officer, id);
  const supervisor = await house.api.visitor('supervisor', 'curious');
  const ask = async (who: Visitor, sessionId: string, visitorId: string) => {
    const tries = [
      () => list(who, sessionId),
      () => add(who, sessionId),
      () => open(who, visitorId),
      () => who.call(visitorRoutes.correct, { params: { visitorId }, body: { version: 1, name: 'x' } }),
      () => who.call(visitorRoutes.openings, { params: { sessionId } }),
    ];
    return Promise.all(tries.map((one) => one().catch((error) => error.problem)));
  };
  for (const outsider of [chief, supervisor]) {
    const real = await ask(outsider, id, added.id);
    expect(real).toEqual(await ask(outsider, randomUUID(), randomUUID()));
    expect(real.every(({ code }) => code === 'not_found')).toBe(true);
  }
  expect((await open(member, added.id)).identity).toEqual(who());
});

it('the vault gives no code twice, and none that tells of an order', async () => {
  const { id } = await session();
  for (let i = 0; i < 30; i++) await add(house.officer, id, who(`Người ${i}`));
  const codes = (await list(house.officer, id)).items.map((visitor) => visitor.code);
  expect(new Set(codes).size).toBe(30);
  expect(codes).not.toEqual(codes.toSorted());
  await expect(sql`delete from visitors where session_id = ${id}`.execute(house.api.db)).rejects.toThrow();
});

it('what is stored is refused when another identity was put in its place, or a bit was changed', async () => {
  const { id } = await session();
  const [a, b] = [await add(house.officer, id), await add(house.officer, id, who('Trần Văn Mít'))];
  await asOwner(sql`alter table visitor_versions disable trigger user`);
  await asOwner(sql`update visitor_versions set sealed =
      (select sealed from visitor_versions where visitor_id = ${b.id}) where visitor_id = ${a.id}`);
  expect(await code(open(house.officer, a.id))).toBe('vault_altered');
  await asOwner(sql`update visitor_versions set sealed = set_byte(sealed, 40, 255 - get_byte(sealed, 40))
      where visitor_id = ${b.id}`);
  await asOwner(sql`alter table visitor_versions enable trigger user`);
  expect(await code(open(house.officer, b.id))).toBe('vault_altered');
  const refused = (await entries(id)).filter(({ outcome }) => outcome === 'refused');
  expect(refused.map(({ details }) => details)).toEqual([{ code: 'vault_altered' }, { code: 'vault_altered' }]);
});

it('what is stored cannot be replaced by the service, only wiped', async () => {
  const { id } = await session();
  const added = await add(house.officer, id);
  const update = house.api.db.updateTable('visitor_versions').where('visitor_id', '=', added.id);
  await expect(update.set({ sealed: Buffer.from('other') }).execute()).rejects.toThrow(/wiped or left/);
  await expect(update.set({ version: 2 }).execute()).rejects.toThrow(/permission denied/);
});

it('what is stored needs the key that sealed it, and says so clearly', async () => {
  const { id } = await session();
  const added = await add(house.officer, id);
  const server = createApp({ ...house.api.deps, vaultKey: vaultKey('09'.repeat(32)) }).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const answer = await fetch(`http://127.0.0.1:${port}/api/visitors/${added.id}/openings`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', origin: house.api.baseUrl },
        cookie: house.officer.cookie(),
      },
      body: JSON.stringify(why),
    });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'vault_key', detail: expect.stringContaining('VAULT_KEY') });
  } finally {
    server.close();
  }
  expect((await open(house.officer, added.id)).code).toBe(added.code);
});

it('what is stored cannot be found by name', async () => {
  const { id } = await session();
  await add(house.officer, id);
  for (const q of ['Bưởi', 'buoi', '012345678901'])
    expect((await house.officer.call(sessionRoutes.list, { query: { q } })).items).toEqual([]);
});

async function asOwner(statement: ReturnType<typeof sql>) {
  const { db, close } = connectPostgres(house.api.ownerUrl, { max: 1 });
  await statement.execute(db);
  await close();
}
