import { createHash } from 'node:crypto';
import { sessionAudience } from '../../access/audience.ts';
import type { Bucket } from '../../adapters/bucket/bucket.ts';
import { BucketError } from '../../adapters/bucket/bucket-error.ts';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import type { Enqueue } from '../../adapters/queue/enqueue.ts';
import type { Publish } from '../../adapters/realtime/publish.ts';
import type { Clock } from '../../clock.ts';
import type { Manifest } from '../../contracts/evidence/manifest.ts';
import { appendAudit } from '../../custody/audit.ts';
import { insertManifest, lastManifest } from '../../custody/manifests.ts';
import { putDocument } from '../../custody/put-document.ts';
import type { Signer } from '../../custody/signing/signer.ts';
import type { Log } from '../../log.ts';
import { gapsOf } from '../../recording/coverage.ts';
import { type Segment, segmentsBetween, type Track } from '../../recording/segments.ts';
import { askKeeping } from '../keeping/ask-keeping.ts';
import { type ClipFacts, clipFacts, markFailed, markSealed } from './clips.ts';
import { buildManifest, type ClipContent, firstUnchained, firstUncovered } from './manifest.ts';
import { isReadyToSeal } from './ready.ts';

export interface SealingDeps {
  db: Database;
  /** With the custody identity: reads footage, writes manifests. */
  bucket: Bucket;
  clock: Clock;
  log: Log;
  enqueue: Enqueue;
  publish: Publish;
  signer: Signer;
  /** Time-stamping authority of the audit log; empty = none. */
  tsaUrl: string;
  software: Manifest['software'];
}

/**
 * `clip.seal`: checks every object of a clip against its hash and the chain of hashes, lists its gaps, stores the signed
 * manifest under lock and marks the clip sealed. A wrong or missing object fails the clip for a person to look at; trouble that may pass is thrown.
 */
export async function sealClip(deps: SealingDeps, clipId: string, signal: AbortSignal): Promise<void> {
  const clip = await clipFacts(deps.db, clipId);
  if (clip?.state !== 'open' || clip.to === null) return;
  if (!(await isReadyToSeal(deps.db, clip.sessionId, new Date(deps.clock.now())))) return;
  const content = await readContent(deps.db, clip, clip.to);
  const hole = firstUncovered(content);
  if (hole !== null) throw new Error(`nothing is known of ${hole.toISOString()} yet: neither footage nor a gap`);
  const fault = chainFault(content.segments) ?? (await firstFault(deps.bucket, content.segments, signal));
  if (fault !== null) {
    deps.log.error({ clipId, fault }, 'clip cannot be sealed: its footage is not what was recorded');
    await markFailed(deps.db, clipId, fault);
  } else if (!(await store(deps, clip, content))) return;
  await tellOfClip(deps, clip);
  // The new manifest is held and locked as the footage is.
  if (fault === null) await askKeeping(deps, [clip.sessionId]);
  if (fault === null) await deps.enqueue('clip.preview', { v: 1, clipId, revision: clip.revision });
}

async function readContent(db: Db, clip: ClipFacts, to: Date): Promise<ClipContent> {
  const gaps = await gapsOf(db, clip.cameraId, clip.from, to);
  const codes = await db
    .selectFrom('session_cases as sc')
    .innerJoin('cases as c', 'c.id', 'sc.case_id')
    .select('c.code')
    .where('sc.session_id', '=', clip.sessionId)
    .where('sc.unlinked_at', 'is', null)
    .orderBy('c.code')
    .execute();
  return {
    from: clip.from,
    to,
    segments: await segmentsBetween(db, clip.cameraId, clip.from, to),
    gaps: gaps.map((gap) => ({ ...gap, to: gap.to ?? to })),
    caseCodes: codes.map((row) => row.code),
  };
}

function chainFault(segments: Segment[]): string | null {
  const broken = firstUnchained(segments);
  return broken && `footage does not follow on what was recorded before it: ${broken.startedAt.toISOString()}`;
}

/** Reads every object whole, by version, one at a time. Returns the first fault in words, null when all are right. */
async function firstFault(bucket: Bucket, segments: Segment[], signal: AbortSignal): Promise<string | null> {
  for (const segment of segments) {
    for (const track of [segment.video, segment.audio]) {
      signal.throwIfAborted();
      const fault = track && (await faultOf(bucket, track));
      if (fault) return `${fault}: ${segment.startedAt.toISOString()}`;
    }
  }
  return null;
}

async function faultOf(bucket: Bucket, track: Track): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of await bucket.read(track)) hash.update(chunk);
  } catch (error) {
    if (error instanceof BucketError && error.kind === 'missing') return 'footage is missing from the store';
    throw error;
  }
  return hash.digest().equals(track.sha256) ? null : 'footage differs from what was recorded';
}

/** Stores the manifest and marks the clip; false when the clip has changed meanwhile. */
async function store(deps: SealingDeps, clip: ClipFacts, content: ClipContent): Promise<boolean> {
  const previous = await lastManifest(deps.db, clip.id);
  const version = (previous?.version ?? 0) + 1;
  const createdAt = new Date(deps.clock.now());
  const previousSha256 = previous?.sha256 ?? null;
  const manifest = buildManifest(clip, content, { version, previousSha256, createdAt, software: deps.software });
  const { file: body, keyId: signingKey } = await deps.signer.sign(manifest);
  const name = { stem: `manifests/${clip.id}/${version}`, extension: 'json', contentType: 'application/json' };
  const { key, versionId, sha256 } = await putDocument(deps.bucket, name, body);
  return deps.db.transaction().execute(async (tx) => {
    if (!(await markSealed(tx, clip.id, clip.revision, createdAt))) return false;
    const gapMs = content.gaps.reduce((sum, gap) => sum + gap.to.getTime() - gap.from.getTime(), 0);
    const row = { clipId: clip.id, version, previousId: previous?.id ?? null, key, versionId, sha256, signingKey };
    await insertManifest(tx, { ...row, segments: content.segments.length, gapMs });
    await appendAudit(tx, {
      accountId: null,
      act: 'clip.seal',
      thing: { kind: 'clip', id: clip.id },
      details: { version },
    });
    return true;
  });
}

/** Those who may know of its session hear that something about a clip has changed. */
export async function tellOfClip(
  deps: Pick<SealingDeps, 'db' | 'publish'>,
  clip: Pick<ClipFacts, 'id' | 'sessionId' | 'revision'>,
): Promise<void> {
  const audience = await sessionAudience(deps.db, clip.sessionId);
  await deps.publish({ kind: 'clip', id: clip.id, version: clip.revision }, audience);
  await deps.publish({ kind: 'session', id: clip.sessionId, version: clip.revision }, audience);
}
