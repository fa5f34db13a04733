import { setTimeout as delay } from 'node:timers/promises';
import { Router } from 'express';
import { sql } from 'kysely';
import { unversioned } from '../adapters/bucket/bucket.ts';
import { BucketError } from '../adapters/bucket/bucket-error.ts';
import type { ApiDeps } from './api-deps.ts';

/** A part that takes longer to answer is as good as away. */
const patienceMs = 2000;

/** GET /api/health for anybody on the network: which part is up, and nothing else. 503 when one is away. */
export function healthRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.get('/api/health', async (_req, res) => {
    const parts = {
      database: await isUp(() => sql`select 1`.execute(deps.db)),
      redis: await isUp(async () => {
        if (!(await deps.redisIsUp())) throw new Error('away');
      }),
      bucket: await isUp(() => requireBucket(deps)),
    };
    const allUp = Object.values(parts).every(Boolean);
    res.status(allUp ? 200 : 503).json({ status: allUp ? 'ok' : 'degraded', parts });
  });
  return router;
}

/** A store that says "no such object" answers; only one that is away does not. */
async function requireBucket({ bucket }: ApiDeps): Promise<void> {
  try {
    await bucket.readAll({ key: 'health', versionId: unversioned });
  } catch (error) {
    if (error instanceof BucketError && error.kind !== 'away') return;
    throw error;
  }
}

/** Whether a check passes; its failure is the answer here, not an error. */
async function isUp(check: () => Promise<unknown>): Promise<boolean> {
  const answers = check().then(
    () => true,
    () => false,
  );
  return Promise.race([answers, delay(patienceMs, false, { ref: false })]);
}
