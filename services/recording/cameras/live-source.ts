import type { Db } from '../../adapters/postgres/connect.ts';
import type { PreviewInfo } from '../../adapters/video/live/preview.ts';
import { savedSource, sourceUrl } from './source.ts';

/** What is shown live of a camera. */
export interface LiveSource {
  cameraId: string;
  roomId: string;
  /** Changes when it must be started anew. */
  version: string;
  /** Its room is paused or it is switched off: what is not recorded is not shown. */
  stopped: 'paused' | 'disabled' | null;
  /** What it sends, where the recorder has seen that stream; null: ask the camera. */
  known: PreviewInfo | null;
}

/** What is shown live of these cameras, by id; those that are not there are left out. */
export async function liveSources(db: Db, cameraIds: readonly string[], now: Date): Promise<Map<string, LiveSource>> {
  if (cameraIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('cameras as c')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('runs')
          .select(['video_codec', 'audio_codec'])
          .whereRef('runs.camera_id', '=', 'c.id')
          .orderBy('started_at', 'desc')
          .limit(1)
          .as('run'),
      (join) => join.onTrue(),
    )
    .select(['c.id', 'c.room_id', 'c.revision', 'c.live_address', 'c.disabled_reason', 'c.paused_until'])
    .select(['c.state', 'run.video_codec', 'run.audio_codec'])
    .where('c.id', 'in', [...cameraIds])
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        cameraId: row.id,
        roomId: row.room_id,
        version: `${row.revision} ${row.live_address}`,
        stopped: row.disabled_reason !== null ? 'disabled' : (row.paused_until ?? now) > now ? 'paused' : null,
        known: knownOf(row),
      },
    ]),
  );
}

interface Seen {
  live_address: string | null;
  state: string;
  video_codec: string | null;
  audio_codec: string | null;
}

/** The recorder knows the recorded stream, while it records it. */
function knownOf({ live_address, state, video_codec, audio_codec }: Seen): PreviewInfo | null {
  if (live_address !== null || state !== 'recording') return null;
  if (video_codec !== 'h264' && video_codec !== 'hevc') return null;
  return { videoCodec: video_codec, hasAudio: audio_codec !== null };
}

/** The address of what is shown live, with its credentials; for ffmpeg only. Throws not_found. */
export async function liveUrl(db: Db, key: Buffer, cameraId: string): Promise<string> {
  const source = await savedSource(db, key, cameraId);
  const { live_address } = await db
    .selectFrom('cameras')
    .select('live_address')
    .where('id', '=', cameraId)
    .executeTakeFirstOrThrow();
  return sourceUrl({ ...source, address: live_address ?? source.address });
}

/** The cameras of a room that may be shown, by code. */
export function shownCameras(db: Db, roomId: string): Promise<{ id: string; name: string }[]> {
  return db
    .selectFrom('cameras')
    .select(['id', 'name'])
    .where('room_id', '=', roomId)
    .where('disabled_reason', 'is', null)
    .orderBy('code')
    .execute();
}
