import type { Db } from '../../adapters/postgres/connect.ts';
import type { QuarantinedFile } from '../../contracts/recording/recorder.ts';
import type { Quarantined } from './quarantine.ts';

/** Notes files in a worker's quarantine; noting one again changes nothing. */
export async function noteQuarantined(
  db: Db,
  owner: { workerId: string; cameraId: string; runId: string },
  files: readonly Quarantined[],
): Promise<void> {
  if (files.length === 0) return;
  const row = { worker_id: owner.workerId, camera_id: owner.cameraId, run_id: owner.runId };
  await db
    .insertInto('quarantined_files')
    .values(files.map((file) => ({ ...row, ...file })))
    .onConflict((conflict) => conflict.columns(['worker_id', 'path']).doNothing())
    .execute();
}

/** What lies in quarantine, newest first, at most 200. */
export async function listQuarantined(db: Db): Promise<QuarantinedFile[]> {
  const rows = await db
    .selectFrom('quarantined_files as q')
    .innerJoin('cameras as c', 'c.id', 'q.camera_id')
    .select(['q.id', 'q.worker_id', 'q.path', 'q.bytes', 'q.reason', 'q.found_at', 'c.id as camera_id', 'c.name'])
    .orderBy('q.id', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    workerId: row.worker_id,
    camera: { id: row.camera_id, name: row.name },
    path: row.path,
    bytes: row.bytes,
    reason: row.reason,
    foundAt: row.found_at.toISOString(),
  }));
}
