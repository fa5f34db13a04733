import type { Bucket } from '../../adapters/bucket/bucket.ts';
import { locks, runAlone } from '../../adapters/postgres/advisory-lock.ts';
import type { Database } from '../../adapters/postgres/connect.ts';
import { type Answer, askTimeStamp } from '../../adapters/tsa/ask-time-stamp.ts';
import { TimeStampError } from '../../adapters/tsa/time-stamp-error.ts';
import type { Clock } from '../../clock.ts';
import { namesImprint } from '../../evidence/time-stamp.ts';
import type { Log } from '../../log.ts';
import { putDocument } from '../put-document.ts';

export interface StampDeps {
  db: Database;
  /** With the custody identity. */
  bucket: Bucket;
  clock: Clock;
  log: Log;
  /** Address of the time-stamping authority; empty = none. */
  tsaUrl: string;
}

/** Below this lie the time stamps in the locked bucket. */
const stampsPrefix = 'time-stamps/';
const mostAtOnce = 20;

/**
 * Gets time stamps for the heads that have none, oldest first, at most twenty. An authority that is away or answers wrong
 * is a line in the log and ends this try; returns whether it may be asked again at once. Trouble of our own is thrown.
 */
export async function stampHeads(deps: StampDeps, signal?: AbortSignal): Promise<boolean> {
  if (deps.tsaUrl === '') return true;
  try {
    for (let i = 0; i < mostAtOnce && !signal?.aborted; i += 1)
      if (!(await runAlone(deps.db, locks.timeStamps, (db) => stampNext({ ...deps, db }, signal)))) break;
    return true;
  } catch (error) {
    if (!(error instanceof TimeStampError)) throw error;
    if (signal?.aborted) return true;
    const { log } = deps;
    if (error.kind === 'away' || error.kind === 'refused') log.warn({ err: error }, 'no time stamp: asked again later');
    else log.error({ err: error }, 'the time stamp is not usable: look at the authority and at the clocks');
    return false;
  }
}

/** Returns whether there was a head to stamp. */
async function stampNext(deps: StampDeps, signal?: AbortSignal): Promise<boolean> {
  const { db, clock, tsaUrl } = deps;
  const head = await db
    .selectFrom('audit_heads as h')
    .leftJoin('audit_time_stamps as t', 't.head', 'h.number')
    .select(['h.number', 'h.sha256'])
    .where('t.head', 'is', null)
    .orderBy('h.number')
    .limit(1)
    .executeTakeFirst();
  if (!head) return false;
  const answer = await askTimeStamp({ url: tsaUrl, now: clock.now, ...(signal ? { signal } : {}) }, head.sha256);
  if (!namesImprint(answer.file, head.sha256.toString('hex')))
    throw new TimeStampError('unfit', 'the time stamp writes its hash algorithm in a way that nobody does');
  await store(deps, head.number, answer);
  deps.log.info({ number: head.number, authority: answer.authority }, 'signed head of the audit log time-stamped');
  return true;
}

async function store({ db, bucket, clock }: StampDeps, head: number, { file, stampedAt, authority }: Answer) {
  const stem = `${stampsPrefix}${String(head).padStart(8, '0')}`;
  const name = { stem, extension: 'tsr', contentType: 'application/timestamp-reply' };
  const { key, versionId, sha256 } = await putDocument(bucket, name, file);
  const made = { key, version_id: versionId, sha256, made_at: new Date(clock.now()) };
  await db
    .insertInto('audit_time_stamps')
    .values({ head, stamped_at: stampedAt, authority, ...made })
    .execute();
}
