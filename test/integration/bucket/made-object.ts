import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { NewObject } from '../../../services/adapters/bucket/bucket.ts';

/** An object with random bytes under a key of its own. */
export function makeObject(change: Partial<Pick<NewObject, 'key' | 'body'>> = {}): NewObject {
  const body = change.body ?? randomBytes(4096);
  return {
    key: change.key ?? `room/camera/${randomUUID()}.video.mp4`,
    body,
    sha256: createHash('sha256').update(body).digest(),
    contentType: 'video/mp4',
  };
}
