import type { Actor } from '../../access/actor.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { footageOf } from '../../recording/coverage.ts';
import { shownGaps } from '../../recording/shown-gaps.ts';

const longestRecordMs = 24 * 3_600_000;

/** Where a camera has footage and where none and why, as `actor` may know it. Throws invalid_input over more than 24 hours. */
export async function recordOf(
  db: Db,
  actor: Actor,
  camera: { id: string; roomId: string },
  span: { from: Date; to: Date },
) {
  const { from, to } = span;
  if (from >= to || to.getTime() - from.getTime() > longestRecordMs) {
    throw new AppError('invalid_input', 'Choose a stretch of at most 24 hours.');
  }
  const footage = await footageOf(db, camera.id, from, to);
  return {
    footage: footage.map((part) => ({ from: part.from.toISOString(), to: part.to.toISOString() })),
    gaps: await shownGaps(db, actor, camera, span),
  };
}
