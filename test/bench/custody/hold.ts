import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { applyKeeping } from '../../../services/casework/clips/keeping.ts';
import { systemClock } from '../../../services/clock.ts';
import { placeHold } from '../../../services/custody/retention/holds.ts';
import { noteKeeping } from '../../../services/custody/retention/session-keeping.ts';
import { createLog } from '../../../services/log.ts';
import { minioOf } from '../../e2e/support/house-minio.ts';
import { withSite } from '../ingest/site.ts';
import { round } from '../result.ts';
import { makeSession } from './made-up-session.ts';

/** Objects of a few bytes: a hold costs the same for large ones. */
const twoHours = { cameras: 4, seconds: 2 * 3600, bytes: { video: 2000, audio: 2000 } };

/** A hold on a session of two hours and four cameras: from the act of a person until every object is held in the store. */
export function benchHold(say: (line: string) => void): Promise<Record<string, number>> {
  return withSite('rtsp://127.0.0.1:9/none', async (site) => {
    const { endpoint, identities } = minioOf(site.house);
    const s3 = { kind: 's3', endpoint, region: 'us-east-1', bucket: 'minhchung', locked: true } as const;
    const bucket = await openBucket({ ...s3, ...identities.custody });
    const session = await makeSession(site, bucket, twoHours);
    say(`${session.refs.length} objects stored`);
    const startedAt = performance.now();
    const on = { sessionId: session.id };
    await placeHold(site.db, { on, reason: 'dispute', note: 'bench', by: session.officerId });
    const [noted] = await noteKeeping(site.db, [session.id]);
    const deps = { db: site.db, bucket, clock: systemClock, log: createLog('bench', 'silent'), lockDays: 90 };
    await applyKeeping(deps, session.id, noted?.revision ?? 0, new AbortController().signal);
    const seconds = (performance.now() - startedAt) / 1000;
    const held = await Promise.all([session.refs.at(0), session.refs.at(-1)].map((ref) => ref && bucket.isHeld(ref)));
    if (!held.every(Boolean)) throw new Error('not every object is held');
    await bucket.close();
    return { hold_objects: session.refs.length, hold_s: round(seconds, 1) };
  });
}
