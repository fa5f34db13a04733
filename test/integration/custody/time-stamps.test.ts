import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../services/clock.ts';
import { makeHead } from '../../../services/custody/audit-seal/make-head.ts';
import { sealAudit } from '../../../services/custody/audit-seal/seal-audit.ts';
import { sealState } from '../../../services/custody/audit-seal/seal-state.ts';
import { type StampDeps, stampHeads } from '../../../services/custody/audit-seal/stamp-heads.ts';
import { verifyAudit } from '../../../services/custody/audit-seal/verify-audit.ts';
import { watchStore } from '../../../services/recording/check-store/watch-store.ts';
import { startTimeStamps } from '../../../workers/jobs/custody/time-stamps.ts';
import { type Authority, type Behaviour, startAuthority } from '../../support/evidence/time-stamp-authority.ts';
import { heardLog } from '../../support/heard-log.ts';
import { type CustodyHouse, openCustodyHouse } from './custody-house.ts';

let authority: Authority;
beforeAll(async () => {
  authority = await startAuthority();
});
afterAll(() => authority.close());

let house: CustodyHouse;
let deps: StampDeps;
let heard: ReturnType<typeof heardLog>;
beforeEach(async () => {
  house = await openCustodyHouse();
  heard = heardLog();
  deps = { ...house.deps, clock: systemClock, log: heard.log, tsaUrl: authority.url };
  Object.assign(authority.state, { behaviour: 'granted', asked: 0 });
  await head();
});
afterEach(() => house.close());

async function head() {
  await house.act('something');
  await sealAudit(house.db);
  house.pass(1);
  await makeHead(house, 1);
}

const stamps = () =>
  house.db
    .selectFrom('audit_time_stamps')
    .select(['head', 'stamped_at', 'authority', 'key', 'version_id as versionId'])
    .orderBy('head')
    .execute();

const nothing = { key: '', versionId: '' };

async function headFile(number: number) {
  const row = await house.db
    .selectFrom('audit_heads')
    .select(['key', 'version_id as versionId'])
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  return house.bucket.readAll(row);
}

const verify = () => verifyAudit({ ...house, knownKeys: [] });

describe('a head', () => {
  it('gets a time stamp that OpenSSL verifies, stored under lock, once', async () => {
    await head();
    expect(await stampHeads(deps)).toBe(true);
    const made = await stamps();
    expect(made).toMatchObject([{ head: 1, authority: 'Cấp dấu thời gian' }, { head: 2 }]);
    for (const { head: number, stamped_at: at, ...ref } of made) {
      expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(60_000);
      expect(await house.bucket.lockedUntil(ref)).not.toBeNull();
      expect(await authority.verify(await house.bucket.readAll(ref), await headFile(number))).toContain('OK');
    }
    const [first = nothing] = made;
    await expect(authority.verify(await house.bucket.readAll(first), await headFile(2))).rejects.toThrow();
    await stampHeads(deps);
    expect(authority.state.asked).toBe(2);
    expect(await verify()).toMatchObject({ heads: 2, stamped: 2, faults: [] });
  });

  it('is made and waits while there is no authority, and nothing is asked', async () => {
    expect(await stampHeads({ ...deps, tsaUrl: '' })).toBe(true);
    expect(authority.state.asked).toBe(0);
    const { timeStamps } = await sealState(house.db, '');
    expect(timeStamps).toEqual({ isConfigured: false, last: null, waiting: 1 });
  });

  it('is stamped by one program when several are at it', async () => {
    await Promise.all([1, 2, 3].map(() => stampHeads(deps)));
    expect(authority.state.asked).toBe(1);
    expect(await stamps()).toHaveLength(1);
  });

  it('is stamped at most twenty at a time', async () => {
    for (let i = 0; i < 21; i += 1) await head();
    await stampHeads(deps);
    expect((await stamps()).map((one) => one.head)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect((await sealState(house.db, deps.tsaUrl)).timeStamps).toMatchObject({
      ...{ isConfigured: true, waiting: 2 },
      last: { head: 20, authority: 'Cấp dấu thời gian' },
    });
    await stampHeads(deps);
    expect(await stamps()).toHaveLength(22);
  });
});

it('an authority that signs with ECDSA counts too', async () => {
  const other = await startAuthority('ec');
  try {
    await stampHeads({ ...deps, tsaUrl: other.url });
    const [made = nothing] = await stamps();
    expect(await other.verify(await house.bucket.readAll(made), await headFile(1))).toContain('OK');
  } finally {
    await other.close();
  }
});

describe('an answer that is no time stamp of the head', () => {
  const later = 'no time stamp: asked again later';
  const unusable = 'the time stamp is not usable: look at the authority and at the clocks';
  it.each<[Behaviour, string, 'warned' | 'said']>([
    ['error', later, 'warned'],
    ['refused', later, 'warned'],
    ['other_bytes', unusable, 'said'],
    ['other_nonce', unusable, 'said'],
    ['no_nonce', unusable, 'said'],
    ['no_certificate', unusable, 'said'],
    ['spoilt', unusable, 'said'],
    ['garbage', unusable, 'said'],
    ['endless', unusable, 'said'],
  ])('%s: nothing is stored, the log tells, and it is asked again', async (behaviour, words, level) => {
    authority.state.behaviour = behaviour;
    expect(await stampHeads(deps)).toBe(false);
    expect(await stamps()).toEqual([]);
    expect({ warned: heard.warned, said: heard.said }).toEqual({ warned: [], said: [], [level]: [words] });
    for await (const { key } of house.bucket.listVersions('time-stamps/')) expect.unreachable(key);
    authority.state.behaviour = 'granted';
    expect(await stampHeads(deps)).toBe(true);
    expect(await stamps()).toHaveLength(1);
  });

  it('a stamp whose time is far from our clock, either way', async () => {
    for (const offMs of [-400_000, 400_000])
      expect(await stampHeads({ ...deps, clock: { now: () => Date.now() + offMs } })).toBe(false);
    expect(heard.said).toEqual([unusable, unusable]);
    expect(await stamps()).toEqual([]);
  });

  it('nothing at all, for ten seconds', { timeout: 20_000 }, async () => {
    authority.state.behaviour = 'silent';
    const startedAt = performance.now();
    expect(await stampHeads(deps)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(13_000);
    expect(heard.warned).toEqual([later]);
  });

  it('nobody there: heads go on, and are stamped when the authority is back, oldest first', async () => {
    const away = { ...deps, tsaUrl: 'http://127.0.0.1:1/tsa' };
    for (let i = 0; i < 3; i += 1) {
      expect(await stampHeads(away)).toBe(false);
      await head();
    }
    expect((await sealState(house.db, away.tsaUrl)).timeStamps).toMatchObject({ last: null, waiting: 4 });
    await stampHeads(deps);
    expect((await stamps()).map((one) => one.head)).toEqual([1, 2, 3, 4]);
  });
});

it('the jobs program leaves an authority alone for a while after a failure, and ends in the middle of a question', async () => {
  authority.state.behaviour = 'error';
  const hopeless = startTimeStamps(deps, 1, 1e9);
  await expect.poll(() => heard.warned.length).toBe(1);
  await head();
  await hopeless.close();
  expect(authority.state.asked).toBe(1);
  authority.state.behaviour = 'granted';
  const again = startTimeStamps(deps, 1, 1);
  await expect.poll(async () => (await stamps()).length).toBe(2);
  await again.close();
  authority.state.behaviour = 'silent';
  await head();
  const asking = startTimeStamps(deps, 1, 1);
  await expect.poll(() => authority.state.asked).toBe(4);
  const startedAt = performance.now();
  await asking.close();
  expect(performance.now() - startedAt).toBeLessThan(3000);
  expect(heard.warned).toHaveLength(1);
});

describe('what was stamped', () => {
  const alarm = async () =>
    (await watchStore({ ...house, signal: new AbortController().signal }, 0)).faults.map(({ kind }) => kind);

  it('is known to the watch of the store, which tells when it goes', async () => {
    await stampHeads(deps);
    const [made] = await stamps();
    expect(await alarm()).toEqual([]);
    await rm(join(house.folder, 'footage', made?.key ?? ''), { recursive: true });
    expect(await alarm()).toEqual(['document_without_object']);
    expect((await verify()).faults).toEqual([{ kind: 'stamp_missing', where: '1' }]);
  });

  it('cannot be changed or taken away in the table, and an owner who does it all the same is found', async () => {
    await head();
    await stampHeads(deps);
    await expect(house.owner.deleteFrom('audit_time_stamps').execute()).rejects.toThrow('append-only');
    const change = { stamped_at: new Date() };
    await expect(house.owner.updateTable('audit_time_stamps').set(change).execute()).rejects.toThrow('append-only');
    await sql`alter table audit_time_stamps disable trigger user`.execute(house.owner);
    await house.owner.updateTable('audit_time_stamps').set(change).where('head', '=', 1).execute();
    const [, second] = await stamps();
    const other = { key: second?.key ?? '', version_id: second?.versionId ?? '' };
    expect((await verify()).faults).toEqual([{ kind: 'stamp_altered', where: '1' }]);
    await house.owner.updateTable('audit_time_stamps').set(other).where('head', '=', 1).execute();
    expect((await verify()).faults).toEqual([{ kind: 'stamp_altered', where: '1' }]);
  });
});
