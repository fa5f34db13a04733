import { sql } from 'kysely';
import type { ObjectRef } from '../../adapters/bucket/bucket.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { isReadable } from '../../custody/fixity/read-object.ts';
import type { Turn } from './fixity-deps.ts';

/**
 * Whether the store gives back other things that rows name: then what it does not give back is not that it is away, nor
 * that it is another store. Where rows name nothing else, it is not believed.
 */
export async function isStoreThere(turn: Turn, except: readonly string[]): Promise<boolean> {
  for (const ref of await witnesses(turn.db, except)) if (await isReadable(turn, ref)) return true;
  return false;
}

/** The newest footage of some cameras, and the newest signature of the audit log. */
async function witnesses(db: Db, except: readonly string[]): Promise<ObjectRef[]> {
  const { rows } = await sql<ObjectRef>`
    select w.key, w."versionId" from (select id from cameras order by gen_random_uuid() limit 4) c cross join lateral (
      select s.video_key as key, s.video_version_id as "versionId" from segments s
      where s.camera_id = c.id and s.state = 'stored' and s.video_key <> all(${except})
      order by s.started_at desc limit 2) w
    union all (select key, version_id from audit_heads where key <> all(${except}) order by number desc limit 1)`.execute(
    db,
  );
  return rows;
}
