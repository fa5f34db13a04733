import type { Bucket } from '../../../../services/adapters/bucket/bucket.ts';
import { applyKeeping } from '../../../../services/casework/clips/keeping.ts';
import { sealClip } from '../../../../services/casework/clips/sealing.ts';
import { tagSession } from '../../../../services/casework/clips/tagging.ts';
import { runDestruction } from '../../../../services/casework/destruction/run-destruction.ts';
import { approvalRoutes } from '../../../../services/contracts/access/approval.ts';
import { destructionRoutes } from '../../../../services/contracts/custody/destruction.ts';
import { cut, objectsOf, openWorkHouse, revisionOf, type Visitor, type WorkHouse } from '../work-house.ts';

export type OldHouse = Awaited<ReturnType<typeof openOldHouse>>;

const never = new AbortController().signal;
export const reason = 'hết thời hạn lưu giữ';
const note = 'đồng ý tiêu hủy';

/** A house whose footage is a year and more old, in a store whose locks are over at once; an archivist and a chief. */
export async function openOldHouse() {
  const house = await openWorkHouse({ hoursAgo: 400 * 24, lockDays: 1e-9 });
  const archivist = await house.api.visitor('archivist');
  const chief = await house.api.visitor('chief');
  const propose = (by: Visitor, ...sessionIds: string[]) =>
    by.call(destructionRoutes.propose, { body: { sessionIds, reason } });
  const decide = (by: Visitor, approvalId: string, approve = true) =>
    by.call(approvalRoutes.decide, { params: { approvalId }, body: { approve, note } });
  return {
    ...{ house, archivist, chief, propose, decide },
    async roomWith(seconds: number) {
      const room = await house.room();
      await house.store(room.cameras[0], house.start, seconds);
      return { id: room.id, camera: room.cameras[0] };
    },
    /** A session of more than a year ago, tagged, kept and sealed. */
    session: (roomId: string, from: number, to: number, keys: string[] = []) =>
      makeSession(house, roomId, { from, to, keys }),
    async approved(...sessionIds: string[]): Promise<string> {
      const { id, approvalId } = await propose(archivist, ...sessionIds);
      await decide(chief, approvalId);
      return id;
    },
    run: (id: string, bucket: Bucket = house.jobs.bucket) => runDestruction({ ...house.jobs, bucket }, id, never),
    due: async (who: Visitor) => (await who.call(destructionRoutes.due, {})).items.map(({ id }) => id),
    one: async (id: string) =>
      (await chief.call(destructionRoutes.list, {})).items.find((destruction) => destruction.id === id),
    footage: (camera: string) => footageOf(house, camera),
  };
}

interface Times {
  from: number;
  to: number;
  keys: string[];
}

async function makeSession(house: WorkHouse, roomId: string, { from, to, keys }: Times): Promise<string> {
  const { db } = house.api;
  const { id } = await cut(house.officer, roomId, house.at(from), house.at(to), keys);
  await tagSession(house.jobs, id, await revisionOf(house, id), never);
  await keep(house, id);
  const clips = await db.selectFrom('clips').select('id').where('session_id', '=', id).execute();
  for (const clip of clips) await sealClip(house.jobs, clip.id, never);
  await keep(house, id);
  return id;
}

async function keep(house: WorkHouse, id: string) {
  const { db } = house.api;
  const row = await db.selectFrom('session_keeping').select('revision').where('session_id', '=', id).executeTakeFirst();
  await applyKeeping(house.jobs, id, row?.revision ?? 0, never);
}

/** Of each segment of a camera: its state, and whether its objects are in the store. */
async function footageOf(house: WorkHouse, camera: string): Promise<string[]> {
  const rows = await house.api.db
    .selectFrom('segments')
    .select('state')
    .where('camera_id', '=', camera)
    .orderBy('started_at')
    .execute();
  const there = await Promise.all(
    (await objectsOf(house, camera)).map((refs) =>
      Promise.allSettled(refs.map((ref) => house.jobs.bucket.readAll(ref))),
    ),
  );
  const words = there.map((tries) => tries.map(({ status }) => (status === 'fulfilled' ? 'there' : 'gone')).join(' '));
  return rows.map(({ state }, i) => `${state} ${words[i]}`);
}
