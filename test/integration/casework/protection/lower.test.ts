import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvalRoutes } from '../../../../services/contracts/access/approval.ts';
import { caseRoutes } from '../../../../services/contracts/case.ts';
import { protectionRoutes } from '../../../../services/contracts/custody/protection.ts';
import { sessionRoutes } from '../../../../services/contracts/session.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from '../work-house.ts';

/** A class is lowered by two people, who both know of the thing. */
let house: WorkHouse;
let member: Visitor;
let supervisor: Visitor;
let chief: Visitor;
let archivist: Visitor;
let admin: Visitor;
beforeAll(async () => {
  house = await openWorkHouse();
  member = await house.api.visitor('officer', 'member');
  supervisor = await house.api.visitor('supervisor');
  chief = await house.api.visitor('chief');
  archivist = await house.api.visitor('archivist');
  admin = await house.api.visitor('admin');
});
afterAll(() => house.close());

/** A denunciation of the officer's, with a second member, and a session that is about something else by its form. */
async function denunciation() {
  const file = await openCase(house.officer, 'TC');
  await house.officer.call(caseRoutes.addMember, { params: { caseId: file.id, accountId: member.id } });
  return { ...file, session: (await session([file.key])).id };
}

async function session(keys: string[] = []) {
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 10);
  return cut(house.officer, room.id, house.at(1), house.at(9), keys);
}

type To = 'normal' | 'restricted';
const reason = 'người tố cáo đồng ý công khai';
const askCase = (by: Visitor, caseId: string, to: To = 'normal') =>
  by.call(protectionRoutes.lowerCase, { params: { caseId }, body: { to, reason } });
const askSession = (by: Visitor, sessionId: string, to: To = 'normal') =>
  by.call(protectionRoutes.lowerSession, { params: { sessionId }, body: { to, reason } });
const decide = (by: Visitor, approvalId: string, approve = true) =>
  by.call(approvalRoutes.decide, { params: { approvalId }, body: { approve, note: 'đã xem xét' } });
const classOf = async (sessionId: string) =>
  (await house.officer.call(sessionRoutes.get, { params: { sessionId } })).accessClass;
const requests = async (who: Visitor) => (await who.call(approvalRoutes.list, {})).items.map(({ id }) => id);

async function acts(thingId: string) {
  const rows = house.api.db.selectFrom('audit_log').select('act').where('thing_id', '=', thingId).orderBy('id');
  return (await rows.execute()).map(({ act }) => act);
}

it('one member asks, another approves: the case and its session are there for the office, in one step', async () => {
  const file = await denunciation();
  await expect(supervisor.call(caseRoutes.get, { params: { caseId: file.id } })).rejects.toMatchObject({
    code: 'not_found',
  });
  const { approvalId } = await askCase(house.officer, file.id);
  const seen = (await member.call(approvalRoutes.list, {})).items.find(({ id }) => id === approvalId);
  expect(seen).toMatchObject({
    act: 'class.lower',
    mayDecide: true,
    lower: { from: 'denouncer', to: 'normal' },
    case: { key: file.key },
  });
  const socket = supervisor.socket();
  await socket.connected;
  expect(await decide(member, approvalId)).toEqual({ state: 'approved' });
  expect(await supervisor.call(caseRoutes.get, { params: { caseId: file.id } })).toMatchObject({
    accessClass: 'normal',
  });
  expect(await supervisor.call(sessionRoutes.get, { params: { sessionId: file.session } })).toMatchObject({
    accessClass: 'normal',
  });
  await expect.poll(() => socket.hints.map(({ id }) => id)).toEqual(expect.arrayContaining([file.id, file.session]));
  socket.close();
  expect(await acts(file.id)).toContain('case.lower');
  expect(await acts(file.session)).toContain('session.lower');
  expect(await acts(approvalId)).toEqual(['approval.ask', 'approval.approve']);
});

describe('who may not', () => {
  it('who asked does not decide; outsiders know nothing of it; an administrator never', async () => {
    const file = await denunciation();
    const { approvalId } = await askCase(house.officer, file.id);
    await expect(decide(house.officer, approvalId)).rejects.toMatchObject({ code: 'own_request' });
    for (const who of [supervisor, chief, archivist]) {
      await expect(askCase(who, file.id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(decide(who, approvalId)).rejects.toMatchObject({ code: 'not_found' });
      expect(await requests(who)).not.toContain(approvalId);
    }
    await expect(decide(admin, approvalId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(admin.call(approvalRoutes.list, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(askCase(member, file.id)).rejects.toMatchObject({ code: 'already_exists' });
    expect(await decide(member, approvalId, false)).toEqual({ state: 'refused' });
    expect(await classOf(file.session)).toBe('denouncer');
  });

  it('somebody shut out since, whether they decide or had asked', async () => {
    const file = await denunciation();
    const shut = (accountId: string) =>
      house.officer.call(caseRoutes.addConflict, {
        params: { caseId: file.id, accountId },
        body: { reason: 'có liên quan' },
      });
    const third = await house.api.visitor('officer', 'third');
    const params = { caseId: file.id, accountId: third.id };
    await house.officer.call(caseRoutes.addMember, { params });
    const { approvalId } = await askCase(third, file.id);
    await shut(third.id);
    await expect(decide(member, approvalId)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    await shut(member.id);
    await expect(decide(member, approvalId)).rejects.toMatchObject({ code: 'not_found' });
    expect(await classOf(file.session)).toBe('denouncer');
  });

  it('an officer sees and decides nothing else, not even about the own session', async () => {
    const file = await denunciation();
    const made = await house.api.db
      .insertInto('approvals')
      .values({
        ...{ act: 'hold.lift', thing_kind: 'hold', thing_id: file.id, case_id: file.id, reason: 'x' },
        ...{ asked_by: supervisor.id, expires_at: new Date(Date.now() + 60_000) },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    expect(await requests(member)).not.toContain(made.id);
    await expect(decide(member, made.id)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('what keeps a session up', () => {
  it('another case, its own kind, or a case that was unlinked', async () => {
    const file = await denunciation();
    const other = await openCase(house.officer, 'TC');
    const params = { sessionId: file.session };
    await house.officer.call(sessionRoutes.linkCase, { params, body: { caseKey: other.key } });
    const [byKind, unlinked] = [await session([file.key]), await session([file.key])];
    await house.officer.call(sessionRoutes.change, { params: { sessionId: byKind.id }, body: { caseKind: 'TC' } });
    await house.officer.call(sessionRoutes.unlinkCase, { params: { sessionId: unlinked.id, caseId: file.id } });
    await decide(member, (await askCase(house.officer, file.id)).approvalId);
    for (const id of [file.session, byKind.id, unlinked.id]) expect(await classOf(id)).toBe('denouncer');
    await expect(askSession(house.officer, file.session)).rejects.toMatchObject({ code: 'kept_up' });
    expect(await house.officer.call(protectionRoutes.ofSession, { params })).toMatchObject({
      lowerTo: [],
      isKeptUp: true,
    });
  });

  it('a session of a denunciation by its kind is lowered by two who see it', async () => {
    const file = await denunciation();
    const { id } = await session([file.key]);
    await house.officer.call(sessionRoutes.change, { params: { sessionId: id }, body: { caseKind: 'TC' } });
    await decide(member, (await askCase(house.officer, file.id)).approvalId);
    await expect(askSession(supervisor, id)).rejects.toMatchObject({ code: 'not_found' });
    const { approvalId } = await askSession(member, id, 'restricted');
    await expect(decide(member, approvalId)).rejects.toMatchObject({ code: 'own_request' });
    await expect(decide(supervisor, approvalId)).rejects.toMatchObject({ code: 'not_found' });
    await decide(house.officer, approvalId);
    expect(await classOf(id)).toBe('restricted');
    expect(await chief.call(sessionRoutes.get, { params: { sessionId: id } })).toMatchObject({
      accessClass: 'restricted',
    });
    await decide(chief, (await askSession(house.officer, id)).approvalId);
    expect(await supervisor.call(sessionRoutes.get, { params: { sessionId: id } })).toMatchObject({
      accessClass: 'normal',
    });
  });

  it('a case that is linked between asking and approving', async () => {
    const file = await denunciation();
    const { id } = await session();
    await house.officer.call(protectionRoutes.raiseSession, {
      params: { sessionId: id },
      body: { to: 'restricted', reason },
    });
    const { approvalId } = await askSession(house.officer, id);
    const link = { params: { sessionId: id }, body: { caseKey: file.key } };
    await house.officer.call(sessionRoutes.linkCase, link);
    await expect(decide(member, approvalId)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    expect(await classOf(id)).toBe('denouncer');
  });
});

it('nothing is lowered to what it has, or higher; nor raised to what it has', async () => {
  const file = await openCase(house.officer);
  await expect(askCase(house.officer, file.id)).rejects.toMatchObject({ code: 'changed_meanwhile' });
  await house.officer.call(protectionRoutes.raiseCase, {
    params: { caseId: file.id },
    body: { to: 'restricted', reason },
  });
  await expect(askCase(house.officer, file.id, 'restricted')).rejects.toMatchObject({ code: 'changed_meanwhile' });
  const again = { params: { caseId: file.id }, body: { to: 'restricted' as const, reason } };
  await expect(house.officer.call(protectionRoutes.raiseCase, again)).rejects.toMatchObject({
    code: 'changed_meanwhile',
  });
});
