import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Client } from 'minio';
import { type Bucket, type ByteRange, type NewObject, type ObjectRef, type PutResult, unversioned } from './bucket.ts';
import { asBucketErrors, BucketError, toBucketError } from './bucket-error.ts';
import { listVersions } from './s3-versions.ts';
import { takeTurns } from './turns.ts';

export interface S3Settings {
  endpoint: string;
  region: string;
  accessKey: string;
  secretKey: string;
  bucket: string;
  /** The bucket locks what is written to it, and a put whose lock cannot be read back is not believed. */
  locked: boolean;
  /** How long the server may be silent; 9 s when not given. */
  timeoutMs?: number;
}

const idleSocketMs = 15_000;

/** A bucket of MinIO or another S3 server with Object Lock, through the `minio` client. */
export function openS3Bucket(settings: S3Settings): Bucket {
  const url = new URL(settings.endpoint);
  const isHttps = url.protocol === 'https:';
  // No limit of sockets: a few browsers that read slowly must not keep all others waiting.
  const agent = new (isHttps ? https : http).Agent({ keepAlive: true, timeout: idleSocketMs });
  const client = new Client({
    endPoint: url.hostname,
    port: Number(url.port) || (isHttps ? 443 : 80),
    useSSL: isHttps,
    accessKey: settings.accessKey,
    secretKey: settings.secretKey,
    region: settings.region,
    transport: impatient(isHttps ? https : http, settings.timeoutMs ?? 9000),
    transportAgent: agent,
    retryOptions: { disableRetry: true },
  });
  const context = { client, settings, bucket: settings.bucket };
  const inTurn = takeTurns();
  return {
    isServer: true,
    put: (object) => asBucketErrors(() => put(context, object)),
    read: (ref, range) => asBucketErrors(() => read(context, ref, range)),
    readAll: (ref, range) => asBucketErrors(async () => buffer(await read(context, ref, range))),
    tag: (ref, tags) => asBucketErrors(() => tag(context, ref, tags)),
    tags: (ref) => asBucketErrors(() => tags(context, ref)),
    lockedUntil: (ref) => asBucketErrors(async () => (await lockOf(context, ref)).until),
    // SeaweedFS looks whether a lock is longer and sets it in two steps: of two at once the shorter might come last.
    lockUntil: (ref, until) => asBucketErrors(() => inTurn(ref.key, () => lockUntil(context, ref, until))),
    isHeld: (ref) => asBucketErrors(async () => (await lockOf(context, ref)).isHeld),
    hold: (ref, isHeld) => asBucketErrors(() => hold(context, ref, isHeld)),
    remove: (ref) => asBucketErrors(() => client.removeObject(settings.bucket, ref.key, { versionId: ref.versionId })),
    listVersions: (prefix) => listVersions(context, prefix),
    close: async () => agent.destroy(),
  };
}

interface Context {
  client: Client;
  settings: S3Settings;
  bucket: string;
}

/** Answers that the client throws away unread. */
const leftUnread = new Set([408, 429, 499, 500, 502, 503, 504, 520]);

/**
 * The client has no time limit of its own: a server that is silent for too long is given up. Node waits a second time
 * where part of a body has left since; so half the time is set, and taken twice while the server works on its answer.
 */
function impatient(transport: typeof http | typeof https, timeoutMs: number) {
  const halfMs = timeoutMs / 2;
  const request = (options: http.RequestOptions, onResponse: (response: http.IncomingMessage) => void) => {
    let answer: http.IncomingMessage | null = null;
    let isSecondTime = false;
    const made = transport.request({ ...options, timeout: halfMs }, (response) => {
      answer = response;
      if (leftUnread.has(response.statusCode ?? 0)) response.resume();
      onResponse(response);
    });
    // The request's own event comes once only.
    made.once('socket', (socket) => {
      const onSilence = () => {
        // Bytes are waiting for a slow reader: the silence is not the server's.
        if (answer && answer.readableLength > 0) return;
        const isSent = !socket.connecting && socket.writableLength === 0;
        if (!isSent || isSecondTime) return made.destroy(new Error(`no answer for ${timeoutMs} ms`));
        isSecondTime = true;
        socket.setTimeout(halfMs);
      };
      socket.on('timeout', onSilence);
      made.once('close', () => socket.off('timeout', onSilence));
    });
    return made;
  };
  return { ...transport, request } as typeof http & typeof https;
}

/** One signed request with the hash both as payload signature (plain HTTP) and as stored checksum; the bucket locks. */
async function put(context: Context, object: NewObject): Promise<PutResult> {
  const { client, bucket, settings } = context;
  const headers = {
    'content-length': String(object.body.length),
    'content-type': object.contentType,
    'x-amz-checksum-sha256': object.sha256.toString('base64'),
    ...(settings.locked ? { 'if-none-match': '*' } : {}),
    ...(settings.locked && object.lockUntil ? lockHeaders(object.lockUntil) : {}),
  };
  const signed = settings.endpoint.startsWith('https:') ? '' : object.sha256.toString('hex');
  const request = { method: 'PUT', bucketName: bucket, objectName: object.key, headers } as const;
  let versionId: string;
  try {
    const response = await client.makeRequestStreamAsync(request, object.body, signed, [200], settings.region);
    response.resume();
    versionId = String(response.headers['x-amz-version-id'] ?? unversioned);
  } catch (error) {
    const known = toBucketError(error);
    if (known.kind !== 'conflict') throw known;
    versionId = await adopt(context, object);
  }
  const lockedUntil = settings.locked ? await requireLock(context, { key: object.key, versionId }) : null;
  return { versionId, lockedUntil };
}

function lockHeaders(until: Date) {
  return { 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-retain-until-date': until.toISOString() };
}

/** Our own object from a try whose answer was lost: same bytes, its version is ours. */
async function adopt(context: Context, object: NewObject): Promise<string> {
  for await (const version of listVersions(context, object.key)) {
    if (version.key !== object.key || version.isDeleteMarker) continue;
    const hash = createHash('sha256');
    for await (const chunk of await read(context, version)) hash.update(chunk);
    if (hash.digest().equals(object.sha256)) return version.versionId;
  }
  throw new BucketError('conflict', `The object store already holds other bytes under ${object.key}.`);
}

async function requireLock(context: Context, ref: ObjectRef): Promise<Date> {
  const { until } = await lockOf(context, ref);
  if (until === null || until.getTime() <= Date.now()) {
    throw new BucketError('refused', `The store did not lock ${ref.key}: switch the bucket's default retention on.`);
  }
  return until;
}

async function read({ client, bucket }: Context, ref: ObjectRef, range?: ByteRange): Promise<Readable> {
  const options = { versionId: ref.versionId };
  if (range) return client.getPartialObject(bucket, ref.key, range.start, range.length, options);
  return client.getObject(bucket, ref.key, options);
}

async function tag({ client, bucket }: Context, ref: ObjectRef, wanted: Record<string, string>) {
  const options = { versionId: ref.versionId };
  if (Object.keys(wanted).length === 0) await client.removeObjectTagging(bucket, ref.key, options);
  else await client.setObjectTagging(bucket, ref.key, wanted, options);
}

async function tags({ client, bucket }: Context, ref: ObjectRef): Promise<Record<string, string>> {
  const found = await client.getObjectTagging(bucket, ref.key, { versionId: ref.versionId });
  return Object.fromEntries(found.map(({ Key, Value }) => [Key, Value]));
}

interface ObjectLock {
  until: Date | null;
  isHeld: boolean;
}

/** From the object's headers, which the client's own `statObject` drops: retention as XML costs a parser for each segment. */
async function lockOf({ client, bucket, settings }: Context, ref: ObjectRef): Promise<ObjectLock> {
  if (!settings.locked) return { until: null, isHeld: false };
  const query = `versionId=${encodeURIComponent(ref.versionId)}`;
  const request = { method: 'HEAD', bucketName: bucket, objectName: ref.key, query } as const;
  const response = await client.makeRequestAsync(request, '', [200], settings.region);
  response.resume();
  const { headers } = response;
  const until = headers['x-amz-object-lock-retain-until-date'];
  return {
    until: until === undefined ? null : new Date(String(until)),
    isHeld: headers['x-amz-object-lock-legal-hold'] === 'ON',
  };
}

async function lockUntil(context: Context, ref: ObjectRef, until: Date) {
  const before = await lockOf(context, ref);
  if (before.until !== null && before.until >= until) return;
  const { client, bucket } = context;
  const lock = { mode: 'GOVERNANCE', retainUntilDate: until.toISOString(), versionId: ref.versionId } as const;
  // Refused also when somebody has locked it for longer meanwhile.
  const refusal = await client.putObjectRetention(bucket, ref.key, lock).then(() => null, toBucketError);
  if (refusal !== null && refusal.kind !== 'refused') throw refusal;
  const after = await lockOf(context, ref);
  // Servers keep whole seconds.
  if (after.until === null || after.until.getTime() < until.getTime() - 1000)
    throw refusal ?? new BucketError('refused', `The store did not lock ${ref.key} for longer.`);
}

async function hold(context: Context, ref: ObjectRef, isHeld: boolean) {
  const { client, bucket } = context;
  await client.setObjectLegalHold(bucket, ref.key, { versionId: ref.versionId, status: isHeld ? 'ON' : 'OFF' });
  if ((await lockOf(context, ref)).isHeld !== isHeld)
    throw new BucketError('refused', `The store did not take the hold on ${ref.key}.`);
}
