import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openVisitor } from '../../../../services/access/vault/open-visitor.ts';
import { applyKeeping } from '../../../../services/casework/clips/keeping.ts';
import { sealClip } from '../../../../services/casework/clips/sealing.ts';
import { tagSession } from '../../../../services/casework/clips/tagging.ts';
import { approvalRoutes } from '../../../../services/contracts/access/approval.ts';
import { visitorRoutes } from '../../../../services/contracts/access/visitor.ts';
import { destructionRoutes } from '../../../../services/contracts/custody/destruction.ts';
import { createLog } from '../../../../services/log.ts';
import { until } from '../../../e2e/support/until.ts';
import {
  cut,
  openWorkHouse,
  revisionOf,
  startWorkers,
  type Visitor,
  type WorkHouse,
} from '../../casework/work-house.ts';

/** A session from its visitor to its destruction: nowhere but in the answers stands who came, and at the end nowhere at all. */
const lines: string[] = [];
let house: WorkHouse;
let archivist: Visitor;
let chief: Visitor;
beforeAll(async () => {
  const log = createLog('test', 'debug', { write: (line) => void lines.push(line) });
  house = await openWorkHouse({ hoursAgo: 400 * 24, lockDays: 1e-9, log });
  archivist = await house.api.visitor('archivist');
  chief = await house.api.visitor('chief');
});
afterAll(() => house.close());

const never = new AbortController().signal;
const name = 'Huỳnh Thị Măng Cụt';
const identity = {
  name,
  paper: '079161000123',
  telephone: '0987654321',
  address: '7 ngõ Vú Sữa',
  note: 'tai nghễnh ngãng',
};
const why = { reasonCode: 'answer' as const, note: 'gửi văn bản trả lời' };
/** What must not be found, as text, as bytes in hex and in base64, and the note that gives the reason. */
const signs = [name, 'Măng Cụt', identity.paper, identity.telephone, 'Vú Sữa', 'nghễnh', why.note].flatMap((text) => [
  text,
  Buffer.from(text).toString('hex'),
  Buffer.from(text).toString('base64').replace(/=+$/, '').slice(0, -1),
]);

/** Every row of every table. */
async function dump(): Promise<string> {
  const { rows } = await sql<{ name: string }>`select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`.execute(
    house.api.db,
  );
  const tables = rows.filter((table) => table.name !== 'migrations');
  expect(tables.map((table) => table.name)).toContain('visitor_versions');
  const texts = await Promise.all(
    tables.map(async (table) => {
      const found = await sql<{ row: string }>`select t::text as row from ${sql.table(table.name)} t`.execute(
        house.api.db,
      );
      return found.rows.map(({ row }) => row).join('\n');
    }),
  );
  return texts.join('\n');
}

const found = (text: string) => signs.filter((sign) => text.includes(sign));

async function keep(id: string) {
  const rows = house.api.db.selectFrom('session_keeping').select('revision').where('session_id', '=', id);
  await applyKeeping(house.jobs, id, (await rows.executeTakeFirst())?.revision ?? 0, never);
}

async function sealedSession() {
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 30);
  const { id } = await cut(house.officer, room.id, house.at(1), house.at(29));
  await tagSession(house.jobs, id, await revisionOf(house, id), never);
  await keep(id);
  for (const clip of await house.api.db.selectFrom('clips').select('id').where('session_id', '=', id).execute())
    await sealClip(house.jobs, clip.id, never);
  await keep(id);
  return id;
}

/** Everything that may be done with a visitor, and what goes wrong, with a socket that listens. */
async function wholeStory(sessionId: string) {
  const params = { sessionId };
  const { officer } = house;
  const socket = officer.socket();
  await socket.connected;
  const added = await officer.call(visitorRoutes.add, { params, body: identity });
  await officer.call(visitorRoutes.correct, { params: { visitorId: added.id }, body: { ...identity, version: 1 } });
  await officer.call(visitorRoutes.open, { params: { visitorId: added.id }, body: why });
  const json = { 'content-type': 'application/json' };
  const send = (body: string) =>
    officer.request(`/api/sessions/${sessionId}/visitors`, { method: 'POST', headers: json, body });
  for (const body of [
    `{"name": "${name}", "birthYear": "${identity.paper}"}`,
    `{"name": "${name}"`,
    `{"name": "${name}", "${name}": 1, "note": "${'x'.repeat(2000)}"}`,
    `{"name": "${name}\\u0000"}`,
    `{"name": "${name}", "note": "${'x'.repeat(300_000)}"}`,
  ]) {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(found(await answer.text())).toEqual([]);
  }
  const wrongKey = { ...house.api.deps, vaultKey: { ...house.api.deps.vaultKey, id: '0'.repeat(16) } };
  const actor = { ...officer, name: officer.login, loginId: '', address: '127.0.0.1' };
  await expect(openVisitor(wrongKey, actor, added.id, why)).rejects.toMatchObject({ code: 'vault_key' });
  await house.api.db.transaction().execute((tx) => sql`select pg_notify('x', '')`.execute(tx));
  const hints = JSON.stringify(socket.hints);
  socket.close();
  expect(hints).toContain(sessionId);
  expect(found(hints)).toEqual([]);
  return added;
}

it('no table, log line, hint, error or metric holds a name; destruction wipes what is sealed', async () => {
  const id = await sealedSession();
  const added = await wholeStory(id);
  expect(found(await dump())).toEqual([]);
  expect(found(await house.api.metrics())).toEqual([]);
  const { approvalId } = await chief.call(visitorRoutes.askOpening, {
    ...{ params: { visitorId: added.id }, body: { reasonCode: 'court', note: 'chị của người đã khiếu nại' } },
  });
  const granted = { approve: true, note: 'đúng là người đó' };
  await house.officer.call(approvalRoutes.decide, { params: { approvalId }, body: granted });
  const codes = await house.officer.call(visitorRoutes.list, { params: { sessionId: id } });

  const proposed = await archivist.call(destructionRoutes.propose, { body: { sessionIds: [id], reason: 'hết hạn' } });
  const params = { approvalId: proposed.approvalId };
  await chief.call(approvalRoutes.decide, { params, body: { approve: true, note: 'đồng ý' } });
  const workers = startWorkers(house.jobs);
  await until('it is destroyed', async () => {
    const row = house.api.db.selectFrom('destructions').select('state').where('id', '=', proposed.id);
    return (await row.executeTakeFirst())?.state === 'done';
  });
  await workers.close();

  const after = await house.officer.call(visitorRoutes.list, { params: { sessionId: id } });
  expect(after.items).toEqual(codes.items.map((one) => ({ ...one, request: null, wipedAt: expect.any(String) })));
  const refused = (promise: Promise<unknown>) => expect(promise).rejects.toMatchObject({ code: 'session_destroyed' });
  const visitor = { visitorId: added.id };
  await refused(house.officer.call(visitorRoutes.open, { params: visitor, body: why }));
  await refused(house.officer.call(visitorRoutes.add, { params: { sessionId: id }, body: identity }));
  await refused(house.officer.call(visitorRoutes.correct, { params: visitor, body: { ...identity, version: 2 } }));
  const openings = await chief.call(visitorRoutes.openings, { params: { sessionId: id } });
  expect(openings.items).toMatchObject([{ code: added.code, reasonCode: 'answer', note: null }]);
  const { db } = house.api;
  const kept = await db.selectFrom('visitor_versions').select(['version', 'sealed']).execute();
  expect(kept).toEqual([1, 2].map((version) => ({ version, sealed: null })));
  const proof = await db.selectFrom('audit_log').select('details').where('act', '=', 'vault.wipe').execute();
  expect(proof).toEqual([{ details: { visitors: 1, versions: 2 } }]);
  const request = db.selectFrom('approvals').select(['reason', 'decision']).where('id', '=', approvalId);
  expect(await request.execute()).toEqual([{ reason: '', decision: '' }]);
  await refused(chief.call(visitorRoutes.openApproved, { params: visitor }));
  expect(found(await dump())).toEqual([]);
  expect(found(lines.join(''))).toEqual([]);
});
