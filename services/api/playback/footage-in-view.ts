import type { OpenView } from '../../access/views/require-view.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { type Segment, segmentsBetween } from '../../recording/segments.ts';
import { type Allowed, type Stretch, stretchesOf } from './stretches.ts';

/** Sound may run on this much longer than the picture of its segment. */
const audioTailMs = 2000;

export function allowedBy(view: OpenView): Allowed {
  const excluded = view.excluded.map(({ from, to }) => ({ fromMs: from.getTime(), toMs: to.getTime() }));
  const only = view.only?.map(({ from, to }) => ({ fromMs: from.getTime(), toMs: to.getTime() })) ?? null;
  return { fromMs: view.from.getTime(), toMs: view.to.getTime(), excluded, only };
}

/** A part of a view; it cuts between segments, so that what is played of a segment is the same in every chapter. */
export interface Chapter {
  from?: string | undefined;
  to?: string | undefined;
}

/** A camera's footage as a view may play it. Throws outside_view for another room's camera, no_footage. */
export async function stretchesInView(db: Db, view: OpenView, cameraId: string, chapter: Chapter): Promise<Stretch[]> {
  await requireCameraOf(db, view, cameraId);
  const [viewFrom, viewTo] = [view.from.getTime(), view.to.getTime()];
  const from = Math.max(viewFrom, chapter.from ? Date.parse(chapter.from) : viewFrom) - audioTailMs;
  const to = Math.min(viewTo, chapter.to ? Date.parse(chapter.to) : viewTo);
  const segments = from < to ? await segmentsBetween(db, cameraId, new Date(from), new Date(to)) : [];
  const stretches = stretchesOf(segments, allowedBy(view));
  if (stretches.length === 0) throw new AppError('no_footage', 'This camera has no footage here: see its gaps.');
  return stretches;
}

/** The stored segment that starts at exactly `startedAtMs`. Throws outside_view when this view has no such. */
export async function segmentInView(db: Db, view: OpenView, cameraId: string, startedAtMs: number): Promise<Segment> {
  await requireCameraOf(db, view, cameraId);
  const at = new Date(startedAtMs);
  const segments = await segmentsBetween(db, cameraId, at, new Date(startedAtMs + 1));
  const segment = segments.find((one) => one.startedAt.getTime() === startedAtMs);
  if (!segment) throw outsideView();
  return segment;
}

export function outsideView(): AppError {
  return new AppError('outside_view', 'This footage is not part of the look that was opened.');
}

/** Throws outside_view for a camera of another room. */
export async function requireCameraOf(db: Db, view: OpenView, cameraId: string) {
  const camera = await db
    .selectFrom('cameras')
    .select('id')
    .where('id', '=', cameraId)
    .where('room_id', '=', view.roomId)
    .executeTakeFirst();
  if (!camera) throw outsideView();
}
