import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseRoutes } from '../../../../services/contracts/case.ts';
import { auditRoutes } from '../../../../services/contracts/custody/audit-log.ts';
import { fixityRoutes } from '../../../../services/contracts/custody/fixity.ts';
import { retentionRoutes } from '../../../../services/contracts/custody/retention.ts';
import { cut, openCase, type Visitor } from '../../casework/work-house.ts';
import { type FixityHouse, openFixityHouse } from './fixity-house.ts';

let house: FixityHouse;
let chief: Visitor;
let supervisor: Visitor;
let archivist: Visitor;
let admin: Visitor;
/** Works on the denunciation. */
let member: Visitor;
let idle: string;
let secret: { camera: string; session: string };
beforeAll(async () => {
  house = await openFixityHouse();
  chief = await house.api.visitor('chief', 'outside-chief');
  supervisor = await house.api.visitor('supervisor');
  archivist = await house.api.visitor('archivist');
  admin = await house.api.visitor('admin');
  member = await house.api.visitor('chief', 'member');
  const file = await openCase(house.officer, 'TC');
  await house.officer.call(caseRoutes.addMember, { params: { caseId: file.id, accountId: member.id } });
  const [open, hidden] = [await house.camera(20), await house.camera(20)];
  const { id } = await cut(house.officer, hidden.roomId, house.at(1), house.at(9), [file.key]);
  for (const { cameraId } of [open, hidden]) await house.spoil(await house.object(cameraId, 0));
  await house.wholeCycle();
  idle = open.cameraId;
  secret = { camera: hidden.cameraId, session: id };
});
afterAll(() => house.close());

const seenBy = async (visitor: Visitor) => (await visitor.call(fixityRoutes.state, {})).incidents;
const close = (by: Visitor, incidentId: string) =>
  by.call(fixityRoutes.close, { params: { incidentId }, body: { note: 'đã kiểm tra đĩa' } });

async function incidentOf(cameraId: string): Promise<string> {
  const row = (await house.incidents()).find((one) => one.camera_id === cameraId);
  if (!row) throw new Error('no incident');
  return row.id;
}

it('the card says how far it is: the last whole cycle, and what was found', async () => {
  const state = await chief.call(fixityRoutes.state, {});
  expect(state).toMatchObject({ last: { segments: 4, faults: 2 }, sample: null });
  expect(state.incidents).toHaveLength(2);
});

describe('an incident about a session that must not be known', () => {
  it('is kind and date only to those outside, administrators among them', async () => {
    for (const outsider of [chief, supervisor, archivist, admin]) {
      const incidents = await seenBy(outsider);
      expect(incidents.filter(({ about }) => about === null)).toMatchObject([
        { id: await incidentOf(secret.camera), kind: 'altered', mayClose: false },
      ]);
      const { key } = await house.object(secret.camera, 0);
      for (const word of [secret.camera, secret.session, key]) expect(JSON.stringify(incidents)).not.toContain(word);
    }
    const named = (await seenBy(member)).find(({ about }) => about?.footage?.camera.id === secret.camera);
    expect(named).toMatchObject({ mayClose: true, about: { footage: { startedAt: house.start.toISOString() } } });
  });

  it('neither the log nor the list of holds tells of it', async () => {
    const log = await chief.call(auditRoutes.list, { query: { subject: 'fixity', limit: 50 } });
    expect(log.items).toHaveLength(2);
    expect(JSON.stringify(log.items)).not.toContain(secret.camera);
    expect((await chief.call(retentionRoutes.held, {})).items).toEqual([]);
    expect((await member.call(retentionRoutes.held, {})).items).toMatchObject([{ session: { id: secret.session } }]);
  });

  it('is closed by those only who may know of it', async () => {
    const id = await incidentOf(secret.camera);
    for (const outsider of [chief, supervisor])
      await expect(close(outsider, id)).rejects.toMatchObject({ code: 'not_found' });
    await close(member, id);
    const [seen] = (await seenBy(chief)).filter(({ about }) => about === null);
    expect(seen).toMatchObject({ closed: { note: '' } });
  });
});

describe('closing', () => {
  it('is not for archivist, administrator and officer, and that is in the log', async () => {
    const id = await incidentOf(idle);
    for (const other of [archivist, admin, house.officer])
      await expect(close(other, id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(house.officer.call(fixityRoutes.state, {})).rejects.toMatchObject({ code: 'forbidden' });
    const refused = house.api.db.selectFrom('audit_log').select('id').where('act', '=', 'fixity.close');
    const rows = await refused.where('outcome', '=', 'refused').where('thing_id', '=', id).execute();
    expect(rows).toHaveLength(3);
  });

  it('is done once, with a note; footage and its hold stay as they are', async () => {
    const id = await incidentOf(idle);
    const done = await Promise.allSettled([close(chief, id), close(supervisor, id)]);
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [seen] = (await seenBy(archivist)).filter(({ about }) => about?.footage?.camera.id === idle);
    expect(seen).toMatchObject({ closed: { note: 'đã kiểm tra đĩa' }, mayClose: false });
    expect(await house.states(idle)).toEqual(['quarantined', 'stored']);
    expect(await house.jobs.bucket.isHeld(await house.object(idle, 0))).toBe(true);
  });
});
