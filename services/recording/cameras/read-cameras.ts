import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Camera } from '../../contracts/recording/camera.ts';
import { cameraState, gapCause } from '../../contracts/recording/gap.ts';
import { hasHolder } from './stops.ts';
import { streamProblems } from './stream-problems.ts';

/** All cameras by room and code. */
export async function listCameras(db: Db): Promise<Camera[]> {
  return (await selectCameras(db).execute()).map(toCamera);
}

/** One camera. Throws not_found. */
export async function readCamera(db: Db, cameraId: string): Promise<Camera> {
  const row = await selectCameras(db).where('c.id', '=', cameraId).executeTakeFirst();
  if (!row) throw new AppError('not_found', 'There is no such camera.');
  return toCamera(row);
}

/** Seconds of gaps since midnight in Vietnam. */
const gapsToday = sql<number>`(
  select coalesce(sum(extract(epoch from least(coalesce(g.to_at, now()), now()) - greatest(g.from_at, day.start))), 0)::float8
  from gaps g, (select date_trunc('day', now(), 'Asia/Ho_Chi_Minh') as start) day
  where g.camera_id = c.id and tstzrange(g.from_at, g.to_at) && tstzrange(day.start, now()))`;

interface Measured {
  frames_per_second: number | null;
  gop_seconds: number | null;
  bits_per_second: number | null;
  camera_offset_ms: number | null;
}

/** What the last minute of footage of a camera `c` is like. */
const measured = sql<Measured>`(
  select (sum(video_frames) / sum(seconds))::float8 as frames_per_second,
    max(gop)::float8 as gop_seconds,
    (8 * sum(video_bytes + coalesce(audio_bytes, 0)) / sum(seconds))::float8 as bits_per_second,
    (array_agg(camera_offset_ms order by started_at desc))[1] as camera_offset_ms
  from (
    select *, extract(epoch from ended_at - started_at) as seconds,
      (select max(ticks) from unnest(video_fragment_ticks) ticks)::float8 / video_timescale as gop
    from segments
    where camera_id = c.id and state = 'stored'
      and started_at >= c.last_segment_ended - interval '1 minute' and started_at < c.last_segment_ended
  ) newest)`;

function selectCameras(db: Db) {
  return db
    .selectFrom('cameras as c')
    .innerJoin('rooms as r', 'r.id', 'c.room_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('runs')
          .select(['video_codec', 'width', 'height', 'audio_codec', 'audio_converted_from'])
          .whereRef('runs.camera_id', '=', 'c.id')
          .orderBy('started_at', 'desc')
          .limit(1)
          .as('run'),
      (join) => join.onTrue(),
    )
    .leftJoinLateral(measured.as<'m'>('m'), (join) => join.onTrue())
    .selectAll('c')
    .select((eb) => [
      'r.name as room_name',
      'run.video_codec',
      'run.width',
      'run.height',
      'run.audio_codec',
      'run.audio_converted_from',
      'm.frames_per_second',
      'm.gop_seconds',
      'm.bits_per_second',
      'm.camera_offset_ms',
      gapsToday.as('gaps_today'),
      eb
        .selectFrom('camera_leases as l')
        .select('l.worker_id')
        .whereRef('l.camera_id', '=', 'c.id')
        .where(hasHolder)
        .as('worker_id'),
    ])
    .orderBy('r.name')
    .orderBy('c.code');
}

type Row = Awaited<ReturnType<ReturnType<typeof selectCameras>['execute']>>[number];

function toCamera(row: Row): Camera {
  const { video_codec: codec, width, height } = row;
  return {
    id: row.id,
    room: { id: row.room_id, name: row.room_name },
    code: row.code,
    name: row.name,
    address: row.address,
    liveAddress: row.live_address,
    user: row.user_name,
    hasPassword: row.password_sealed !== null,
    state: cameraState.parse(row.state),
    cause: row.cause === null ? null : gapCause.parse(row.cause),
    causeDetail: row.cause_detail,
    since: row.state_since.toISOString(),
    lastSegmentEndedAt: row.last_segment_ended?.toISOString() ?? null,
    video: codec === null || width === null || height === null ? null : { codec, width, height },
    audioCodec: row.audio_codec,
    ...measuredOf(row),
    clockOffsetMs: row.camera_offset_ms,
    gapsTodaySeconds: row.gaps_today,
    workerId: row.worker_id,
    disabledReason: row.disabled_reason,
    pausedUntil: row.paused_until?.toISOString() ?? null,
  };
}

function measuredOf(row: Row): Pick<Camera, 'measured' | 'problems'> {
  const { frames_per_second: framesPerSecond, gop_seconds: gopSeconds, bits_per_second: bitsPerSecond } = row;
  if (framesPerSecond === null || gopSeconds === null || bitsPerSecond === null || row.video_codec === null)
    return { measured: null, problems: [] };
  const measured = { framesPerSecond, gopSeconds, bitsPerSecond };
  const problems = streamProblems({
    ...measured,
    videoCodec: row.video_codec,
    height: row.height ?? 0,
    reorderedFrames: null,
    audioCodec: row.audio_codec,
    audioConvertedFrom: row.audio_converted_from,
    clockOffsetMs: row.camera_offset_ms,
  });
  return { measured, problems };
}
