import type { Actor } from '../../../access/actor.ts';
import { recordMediaLook } from '../../../access/media-looks.ts';
import { maySeePicture } from '../../../access/room-acts.ts';
import { sessionsInRoom } from '../../../access/session-things.ts';
import { auditRefusal, notFound } from '../../../access/views/refusal.ts';
import { makePicture } from '../../../adapters/video/picture.ts';
import { AppError } from '../../../app-error.ts';
import { newestSegment } from '../../../recording/segments.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { readPiece } from '../sound/audio-in-view.ts';
import { type Piece, pieceSeconds, pieceStartMs } from '../stretches.ts';

const maxWidth = 640;
const oldestMs = 120_000;
const conversion = { timeoutMs: 10_000, maxBytes: 8 * 1024 * 1024 };

interface Kept {
  startedAtMs: number;
  jpeg: Promise<Buffer>;
}

/**
 * A recent picture of a camera out of its newest stored segment; one is made per segment, so at most every ten seconds.
 * Whoever may not see the session that runs now, or one that ran when it was taken, gets none. Throws not_found,
 * forbidden, no_footage, store_away.
 */
export function createRoomPictures(deps: ApiDeps) {
  const kept = new Map<string, Kept>();

  function jpegOf(cameraId: string, piece: Piece): Promise<Buffer> {
    const startedAtMs = piece.segment.startedAt.getTime();
    const found = kept.get(cameraId);
    if (found?.startedAtMs === startedAtMs) return found.jpeg;
    const jpeg = readPiece(deps.bucket, piece).then((mp4) =>
      makePicture(mp4, maxWidth, { ffmpegPath: deps.ffmpegPath, ...conversion }),
    );
    kept.set(cameraId, { startedAtMs, jpeg });
    jpeg.catch(() => kept.delete(cameraId));
    return jpeg;
  }

  return (actor: Actor, cameraId: string): Promise<Buffer> =>
    auditRefusal(deps.db, actor, 'room.picture', { kind: 'camera', id: cameraId }, async () => {
      const now = new Date(deps.clock.now());
      const roomId = await roomOf(deps, cameraId);
      await requirePicture(deps, actor, roomId, { from: now, to: new Date(now.getTime() + 1) });
      const piece = await newestPiece(deps, cameraId);
      if (!piece || pieceStartMs(piece) < now.getTime() - oldestMs) throw noPicture();
      const from = new Date(pieceStartMs(piece));
      const to = new Date(from.getTime() + pieceSeconds(piece) * 1000);
      await requirePicture(deps, actor, roomId, { from, to });
      const jpeg = await jpegOf(cameraId, piece);
      await recordMediaLook(deps.db, actor, { kind: 'camera', id: cameraId }, now);
      return jpeg;
    });
}

async function roomOf({ db }: ApiDeps, cameraId: string): Promise<string> {
  const camera = await db.selectFrom('cameras').select('room_id').where('id', '=', cameraId).executeTakeFirst();
  if (!camera) throw notFound();
  return camera.room_id;
}

/** Throws forbidden unless the person may see the room's picture during every session of `span`, or of none. */
async function requirePicture(deps: ApiDeps, actor: Actor, roomId: string, span: { from: Date; to: Date }) {
  const sessions = await sessionsInRoom(deps.db, actor.id, roomId, span);
  if (!maySeePicture(actor, sessions)) throw new AppError('forbidden', 'The picture of this room is not for you now.');
}

async function newestPiece({ db }: ApiDeps, cameraId: string): Promise<Piece | null> {
  const segment = await newestSegment(db, cameraId);
  if (!segment) return null;
  const end = segment.video.fragmentTicks.length;
  return { segment, track: segment.video, first: end - 1, end };
}

function noPicture() {
  return new AppError('no_footage', 'There is no recent picture of this camera: it does not record.');
}
