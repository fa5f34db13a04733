import type { OpenView } from '../../../access/views/require-view.ts';
import type { Db } from '../../../adapters/postgres/connect.ts';
import { makePicture } from '../../../adapters/video/picture.ts';
import { AppError } from '../../../app-error.ts';
import { type FragmentAt, fragmentAt } from '../../../casework/clips/fragment-at.ts';
import { segmentsBetween } from '../../../recording/segments.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { allowedBy, outsideView, requireCameraOf } from '../footage-in-view.ts';
import { pieceStartMs, piecesOf } from '../stretches.ts';
import { takeTurns } from '../take-turns.ts';

const maxWidth = 320;
/** A key frame lies first in its fragment and is hardly ever larger; what follows it is not read. */
const mostBytes = 1024 * 1024;
const conversion = { timeoutMs: 5_000, maxBytes: 1024 * 1024 };
/** Pictures made at once by one api. A browser asks for one at a time, so this many people do not wait. */
const places = 2;
const mostWaiting = 30;

/** A small picture and when it was taken, ms. */
export interface ViewPicture {
  jpeg: Buffer;
  takenAtMs: number;
}

/**
 * The key frame a view may show for an instant: of the fragment that the instant lies in, if that fragment is one of the
 * view's. Nothing is kept. Throws outside_view, no_footage, too_many_requests, store_away.
 */
export function createViewPictures(deps: Pick<ApiDeps, 'db' | 'bucket' | 'ffmpegPath'>) {
  const inTurn = takeTurns(places, mostWaiting);
  return async (view: OpenView, cameraId: string, atMs: number): Promise<ViewPicture> => {
    const fragment = await fragmentInView(deps.db, view, cameraId, atMs);
    const { segment, index } = fragment;
    const takenAtMs = pieceStartMs({ segment, track: segment.video, first: index, end: index + 1 });
    return { jpeg: await inTurn(() => decode(deps, fragment)), takenAtMs };
  };
}

/** The fragment of a view that shows an instant. Throws outside_view, no_footage. */
export async function fragmentInView(db: Db, view: OpenView, cameraId: string, atMs: number): Promise<FragmentAt> {
  if (atMs < view.from.getTime() || atMs >= view.to.getTime()) throw outsideView();
  await requireCameraOf(db, view, cameraId);
  const found = fragmentAt(await segmentsBetween(db, cameraId, new Date(atMs), new Date(atMs + 1)), atMs);
  if (!found) throw new AppError('no_footage', 'This camera has no footage of that instant.');
  const pieces = piecesOf(found.segment, found.segment.video, allowedBy(view));
  if (!pieces.some(({ first, end }) => first <= found.index && found.index < end)) throw outsideView();
  return found;
}

async function decode({ bucket, ffmpegPath }: Pick<ApiDeps, 'bucket' | 'ffmpegPath'>, found: FragmentAt) {
  const { segment, start, length } = found;
  const [init, fragment] = await Promise.all([
    bucket.readAll(segment.video, { start: 0, length: segment.video.initBytes }),
    bucket.readAll(segment.video, { start, length: Math.min(length, mostBytes) }),
  ]);
  return makePicture(Buffer.concat([init, fragment]), maxWidth, { ffmpegPath, ...conversion });
}
