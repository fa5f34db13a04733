import type { StoredVersion } from '../../adapters/bucket/bucket.ts';
import { quarantineReason } from '../../contracts/recording/recorder.ts';
import { decodeObjectKey, type ObjectKey } from '../object-key.ts';
import { wholeName } from '../spool/files.ts';
import { quarantinePath } from '../spool/quarantine.ts';
import { type Ahead, ahead } from './ahead.ts';
import { type Checking, compareBytes, count, difference, lookAgain, strangers, versionOf } from './compare.ts';
import type { Difference } from './difference.ts';
import { type CheckedCamera, type NamedStem, namedStemAt, namedStems, removalOf } from './named-objects.ts';
import type { StoredStem } from './stored-stems.ts';

/** Merges one camera's rows with its objects. */
export async function* checkCamera(
  state: Checking,
  camera: CheckedCamera,
  stems: Ahead<StoredStem>,
): AsyncGenerator<Difference> {
  const rows = ahead(namedStems(state.db, camera.id));
  await rows.load();
  for (;;) {
    const row = rows.now();
    const stored = stems.now()?.prefix === camera.prefix ? stems.now() : undefined;
    if (!row && !stored) return;
    const [isRow, isStored] = [
      !stored || (row && row.stem <= stored.stem),
      !row || (stored && stored.stem <= row.stem),
    ];
    const versions = isStored ? (stored?.versions ?? []) : [];
    if (isRow && row) yield* compare(state, row, versions);
    else if (stored) yield* withoutRow(state, camera, stored, stems.next());
    if (isRow) await rows.advance();
    if (isStored) await stems.advance();
    state.onProgress(state.counts);
  }
}

async function* compare(state: Checking, row: NamedStem, versions: StoredVersion[]): AsyncGenerator<Difference> {
  count(state, versions);
  state.counts.segments += 1;
  yield* strangers(versions, [row.video, row.audio]);
  const video = versionOf(versions, row.video) ?? (await lookAgain(state, row.video));
  if (!video) {
    // Its time may have come since the row was read.
    if ((await removalOf(state.db, row.cameraId, row.startedAt, row.stem)) !== null) return;
    if (!row.isMissing) yield difference('row_without_object', row.video, await state.mending.markMissing(row));
    return;
  }
  if (row.isMissing) yield difference('returned', row.video, await state.mending.markStored(row));
  yield* compareBytes(state, row.video, video);
  if (!row.audio) return;
  const audio = versionOf(versions, row.audio) ?? (await lookAgain(state, row.audio));
  if (audio) yield* compareBytes(state, row.audio, audio);
  else yield difference('audio_without_object', row.audio);
}

async function* withoutRow(
  state: Checking,
  camera: CheckedCamera,
  { stem, versions }: StoredStem,
  next: StoredStem | undefined,
): AsyncGenerator<Difference> {
  count(state, versions);
  const [first] = versions;
  const key = first && decodeObjectKey(first.key);
  if (!first || !key) {
    for (const version of versions) yield difference('foreign_object', version);
    return;
  }
  for (const version of versions.filter((one) => one.isDeleteMarker)) yield difference('hidden', version);
  const kept = versions.filter((one) => !one.isDeleteMarker);
  if (kept.some((one) => state.startedAtMs - one.storedAt.getTime() < state.freshMs)) {
    state.counts.fresh += 1;
    return;
  }
  const row = await namedStemAt(state.db, camera.id, key.startedAt);
  if (row?.stem === stem) return yield* compare(state, row, versions);
  const removal = await removalOf(state.db, camera.id, key.startedAt, stem);
  if (removal === 'deleting') return;
  if (removal === 'deleted') {
    // It may have gone since it was listed.
    for (const version of kept)
      if (await lookAgain(state, { ...version, sha256: Buffer.alloc(0) })) yield difference('not_removed', version);
    return;
  }
  if (await isQuarantined(state, camera.id, key)) {
    state.counts.quarantined += 1;
    return;
  }
  yield* lostSegment(state, camera, kept, next);
}

async function* lostSegment(
  state: Checking,
  camera: CheckedCamera,
  versions: readonly StoredVersion[],
  next: StoredStem | undefined,
): AsyncGenerator<Difference> {
  const of = (track: 'video' | 'audio') => versions.filter((one) => decodeObjectKey(one.key)?.track === track);
  const [[video, ...moreVideo], [audio, ...moreAudio]] = [of('video'), of('audio')];
  for (const version of [...moreVideo, ...moreAudio]) yield difference('foreign_version', version);
  // Which of several is the one that was recorded only a person can say; sound alone is no segment.
  if (!video || moreVideo.length + moreAudio.length > 0) {
    for (const version of [video, audio]) if (version) yield difference('object_without_row', version);
    return;
  }
  const nextStartedAt = next ? startOfNext(video.key, next) : null;
  const outcome = await state.mending.reindex({ cameraId: camera.id, video, audio: audio ?? null, nextStartedAt });
  if (outcome) yield difference(outcome.kind, video, outcome.mended);
}

/** When the next segment begins, if it is the next of the same run. */
function startOfNext(videoKey: string, { versions }: StoredStem): Date | null {
  const [key, next] = [decodeObjectKey(videoKey), decodeObjectKey(versions[0]?.key ?? '')];
  return key && next && next.runId === key.runId && next.seq === key.seq + 1 ? next.startedAt : null;
}

async function isQuarantined({ db }: Checking, cameraId: string, { runId, seq }: ObjectKey): Promise<boolean> {
  const found = await db
    .selectFrom('quarantined_files')
    .select('id')
    .where('run_id', '=', runId)
    .where(
      'path',
      'in',
      quarantineReason.options.map((reason) => quarantinePath(reason, cameraId, runId, wholeName(seq, 'video'))),
    )
    .executeTakeFirst();
  return found !== undefined;
}
