import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tagSegment, tagSession } from '../../../services/casework/clips/tagging.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { codesOf, countTags, cut, openCase, openWorkHouse, revisionOf, tagFor, type WorkHouse } from './work-house.ts';

let house: WorkHouse;
beforeAll(async () => {
  house = await openWorkHouse();
});
afterAll(() => house.close());

const never = new AbortController().signal;
const tagNow = async (sessionId: string) =>
  tagSession(house.jobs, sessionId, await revisionOf(house, sessionId), never);

describe('segment.tag', () => {
  it('writes the codes of all cases of its session on both objects, once however often it is done', async () => {
    const room = await house.room();
    const [camera] = room.cameras;
    const [first = house.start] = await house.store(camera, house.start, 20);
    const files = [await openCase(house.officer), await openCase(house.officer)];
    await cut(
      house.officer,
      room.id,
      house.start,
      house.at(5),
      files.map((file) => file.key),
    );
    const { bucket, written } = countTags(house.jobs.bucket);
    for (let time = 0; time < 3; time++) await tagSegment({ ...house.jobs, bucket }, camera, first);
    expect(await codesOf(house, camera)).toEqual([
      await tagFor(
        house,
        files.map((file) => file.id),
      ),
      '',
    ]);
    expect([...written.values()]).toEqual([1, 1]);
  });

  it('says nothing of kind, number or year in the tag', async () => {
    const room = await house.room();
    const [camera] = room.cameras;
    const [first = house.start] = await house.store(camera, house.start, 10);
    const file = await openCase(house.officer);
    await cut(house.officer, room.id, house.start, house.at(5), [file.key]);
    await tagSegment(house.jobs, camera, first);
    expect(await codesOf(house, camera)).toEqual([expect.stringMatching(/^c-[0-9a-f]{16}$/)]);
  });

  it('makes the clips of a session that runs, one per camera, and does nothing for a segment that is not there', async () => {
    const room = await house.room(2);
    const [camera] = room.cameras;
    const body = { roomId: room.id, caseKeys: [] };
    const session = await house.officer.call(sessionRoutes.start, { body });
    expect(session.clips).toEqual([]);
    const [first = house.start] = await house.store(camera, new Date(session.startedAt), 10);
    await tagSegment(house.jobs, camera, first);
    await tagSegment(house.jobs, camera, house.at(12_345));
    const seen = await house.officer.call(sessionRoutes.get, { params: { sessionId: session.id } });
    expect(seen.clips.map((clip) => clip.state)).toEqual(['open', 'open']);
    expect(seen.state).toBe('running');
  });
});

describe('session.tag', () => {
  it('finds footage that was there before a session was cut from the record', async () => {
    const room = await house.room(2);
    for (const camera of room.cameras) await house.store(camera, house.start, 30);
    const file = await openCase(house.officer);
    const session = await cut(house.officer, room.id, house.at(2), house.at(15), [file.key]);
    await tagNow(session.id);
    const code = await tagFor(house, [file.id]);
    for (const camera of room.cameras) expect(await codesOf(house, camera)).toEqual([code, code, '']);
    const clips = await house.api.db
      .selectFrom('clips')
      .select(['from_at', 'to_at'])
      .where('session_id', '=', session.id)
      .execute();
    expect(clips).toEqual(room.cameras.map(() => ({ from_at: house.at(2), to_at: house.at(15) })));
  });

  it('takes the code off again when a case is unlinked, and leaves that of the session beside it', async () => {
    const room = await house.room();
    const [camera] = room.cameras;
    await house.store(camera, house.start, 20);
    const [left, right] = [await openCase(house.officer), await openCase(house.officer)];
    const early = await cut(house.officer, room.id, house.at(0), house.at(12), [left.key]);
    const late = await cut(house.officer, room.id, house.at(12), house.at(20), [right.key]);
    await tagNow(early.id);
    await tagNow(late.id);
    const [both, one] = [await tagFor(house, [left.id, right.id]), await tagFor(house, [right.id])];
    expect(await codesOf(house, camera)).toEqual([await tagFor(house, [left.id]), both]);
    await house.officer.call(sessionRoutes.unlinkCase, { params: { sessionId: early.id, caseId: left.id } });
    await tagNow(early.id);
    expect(await codesOf(house, camera)).toEqual(['', one]);
  });
});

describe('session.tag after a change', () => {
  it('takes the code off what new times leave out, and puts it on what they take in', async () => {
    const room = await house.room();
    const [camera] = room.cameras;
    await house.store(camera, house.start, 40);
    const file = await openCase(house.officer);
    const session = await cut(house.officer, room.id, house.at(1), house.at(19), [file.key]);
    await tagNow(session.id);
    const times = { startedAt: house.at(12).toISOString(), endedAt: house.at(25).toISOString() };
    const body = { version: 1, reason: 'the clock was wrong', ...times };
    await house.officer.call(sessionRoutes.changeTimes, { params: { sessionId: session.id }, body });
    await tagNow(session.id);
    const code = await tagFor(house, [file.id]);
    expect(await codesOf(house, camera)).toEqual(['', code, code, '']);
  });

  it('does nothing for a change that is done already: an old job that comes late undoes nothing', async () => {
    const room = await house.room();
    const [camera] = room.cameras;
    await house.store(camera, house.start, 10);
    const file = await openCase(house.officer);
    const session = await cut(house.officer, room.id, house.at(0), house.at(5), [file.key]);
    const revision = await revisionOf(house, session.id);
    const { bucket, written } = countTags(house.jobs.bucket);
    for (const answered of [revision, revision, revision - 1])
      await tagSession({ ...house.jobs, bucket }, session.id, answered, never);
    expect([...written.values()]).toEqual([1, 1]);
  });
});
