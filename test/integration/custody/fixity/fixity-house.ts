import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bucket, ObjectRef } from '../../../../services/adapters/bucket/bucket.ts';
import { checkTurn } from '../../../../services/casework/fixity/check-turn.ts';
import type { FixityDeps } from '../../../../services/casework/fixity/fixity-deps.ts';
import { fixityState } from '../../../../services/casework/fixity/read-fixity.ts';
import { objectsOf, openWorkHouse, type WorkHouse } from '../../casework/work-house.ts';

export type FixityHouse = Awaited<ReturnType<typeof openFixityHouse>>;

export const never = new AbortController().signal;
export const dayMs = 86_400_000;

/** A house whose store is read again, by a clock that a test sets: it stands by day, and pauses pass at once. */
export async function openFixityHouse() {
  const house = await openWorkHouse();
  // Ten in the morning in Vietnam, tomorrow: no night's sample.
  const time = { nowMs: Math.ceil(Date.now() / dayMs) * dayMs + 3 * 3_600_000 };
  const clock = { now: () => time.nowMs };
  const deps: FixityDeps = {
    ...house.jobs,
    ...{ clock, days: 28, bytesPerS: 50 * 2 ** 20, sampleSize: 200 },
    pause: async (ms) => {
      time.nowMs += ms;
    },
  };
  const chief = { ...(await house.api.visitor('chief')), name: '', loginId: '', address: '' };
  return {
    ...house,
    ...{ deps, time, ...damageTo(house), ...whatIsFound(house) },
    /** What a chief is told. */
    state: async () => fixityState({ db: house.api.db, clock }, chief),
    /** Turns until nothing more is due. */
    async turns(change: Partial<FixityDeps> = {}) {
      while (await checkTurn({ ...deps, ...change }, never));
    },
    /** Lets the cycle's time pass and reads all that is left; its last turn completes it. */
    async wholeCycle(change: Partial<FixityDeps> = {}) {
      await this.turns(change);
      time.nowMs += 28 * dayMs;
      await this.turns(change);
    },
    /** A night passes, with its sample. */
    async night(change: Partial<FixityDeps> = {}) {
      // Eleven in the evening in Vietnam, then ten in the morning.
      time.nowMs = Math.ceil(time.nowMs / dayMs) * dayMs + 16 * 3_600_000;
      await this.turns(change);
      time.nowMs += 11 * 3_600_000;
    },
    /** A room with a camera and so many seconds of footage. */
    async camera(seconds: number) {
      const room = await house.room();
      await house.store(room.cameras[0], house.start, seconds);
      return { roomId: room.id, cameraId: room.cameras[0] };
    },
  };
}

function damageTo(house: WorkHouse) {
  const fileOf = ({ key, versionId }: ObjectRef) => join(house.api.footagePath, key, versionId);
  return {
    /** One of the objects of a camera's segment: 0 its video, 1 its audio. */
    async object(cameraId: string, segment: number, track = 0): Promise<ObjectRef> {
      const ref = (await objectsOf(house, cameraId))[segment]?.[track];
      if (!ref) throw new Error(`there is no segment ${segment}`);
      return ref;
    },
    /** Changes one bit of an object on the disk. */
    async spoil(ref: ObjectRef) {
      const bytes = await readFile(fileOf(ref));
      bytes.writeUInt8(bytes.readUInt8(1234) ^ 1, 1234);
      await writeFile(fileOf(ref), bytes);
    },
    /** The same near its start: documents are short. */
    async spoilStart(ref: ObjectRef) {
      const bytes = await readFile(fileOf(ref));
      bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
      await writeFile(fileOf(ref), bytes);
    },
    /** Takes an object away; gives back how to bring it back. */
    async lose(ref: ObjectRef) {
      await rename(fileOf(ref), `${fileOf(ref)}.away`);
      return () => rename(`${fileOf(ref)}.away`, fileOf(ref));
    },
    async shortenLock(ref: ObjectRef, until: Date) {
      const facts = `${fileOf(ref)}.json`;
      const known = JSON.parse(await readFile(facts, 'utf8')) as object;
      await writeFile(facts, JSON.stringify({ ...known, lockedUntil: until.toISOString() }));
    },
  };
}

function whatIsFound(house: WorkHouse) {
  return {
    incidents: () => house.api.db.selectFrom('fixity_incidents').selectAll().orderBy('found_at').execute(),
    cycles: () => house.api.db.selectFrom('fixity_cycles').selectAll().orderBy('began_at').execute(),
    states: async (cameraId: string) => {
      const rows = house.api.db.selectFrom('segments').select('state').where('camera_id', '=', cameraId);
      return (await rows.orderBy('started_at').execute()).map(({ state }) => state);
    },
    audited: async (act: string) => {
      const rows = house.api.db.selectFrom('audit_log').select(['thing_kind', 'thing_id', 'details']);
      return rows.where('act', '=', act).orderBy('id').execute();
    },
  };
}

/** The same bucket; `refs` hears of each object that is read, before it is. */
export function listening(bucket: Bucket, onRead: (ref: ObjectRef) => void): Bucket {
  const read: Bucket['read'] = async (ref, range) => {
    onRead(ref);
    return bucket.read(ref, range);
  };
  return { ...bucket, read };
}
