import type { Database } from '../../adapters/postgres/connect.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { Actor } from '../actor.ts';
import type { OpenView } from './require-view.ts';

/** A still picture that somebody took out of a look. */
export interface Snapshot {
  cameraId: string;
  at: Date;
  /** Of the picture's RGB bytes, hex. */
  sha256: string;
}

/** Writes down that a picture was taken from a look. The caller has asked `requireView`, and that the camera shows something then. */
export async function noteSnapshot(db: Database, actor: Actor, view: OpenView, taken: Snapshot): Promise<void> {
  const { cameraId, at, sha256 } = taken;
  await appendAudit(db, {
    accountId: actor.id,
    address: actor.address,
    act: 'view.snapshot',
    thing: view.sessionId === null ? { kind: 'room', id: view.roomId } : { kind: 'session', id: view.sessionId },
    details: { viewId: view.id, cameraId, at: at.toISOString(), sha256 },
  });
}
