import { Router } from 'express';
import { sql } from 'kysely';
import type { ApiDeps } from './api-deps.ts';

/** GET /api/health for anybody on the network: which part is up, and nothing else. 503 when one is away. */
export function healthRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.get('/api/health', async (_req, res) => {
    const parts = {
      database: await isUp(() => sql`select 1`.execute(deps.db)),
      redis: await isUp(async () => {
        if (!(await deps.redisIsUp())) throw new Error('away');
      }),
    };
    const allUp = Object.values(parts).every(Boolean);
    res.status(allUp ? 200 : 503).json({ status: allUp ? 'ok' : 'degraded', parts });
  });
  return router;
}

/** Whether a check passes; its failure is the answer here, not an error. */
async function isUp(check: () => Promise<unknown>): Promise<boolean> {
  return check().then(
    () => true,
    () => false,
  );
}
