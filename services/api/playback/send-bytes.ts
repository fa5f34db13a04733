import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Log } from '../../log.ts';
import type { Track } from '../../recording/segments.ts';
import type { ByteSpan } from './stretches.ts';

/**
 * Streams bytes of one object as a 206 answer. A browser that goes away ends the read from the bucket; a bucket that
 * breaks off cuts the answer short, which the browser sees as a failed request.
 */
export async function sendBytes(
  { bucket, log }: { bucket: Bucket; log: Log },
  res: Response,
  object: { track: Track; span: ByteSpan; contentType: string },
): Promise<void> {
  const { track, span, contentType } = object;
  const length = span.end - span.start;
  const stream = await bucket.read(track, { start: span.start, length });
  res.status(206).set({
    'Content-Type': contentType,
    'Content-Length': String(length),
    'Content-Range': `bytes ${span.start}-${span.end - 1}/${track.bytes}`,
    'Accept-Ranges': 'bytes',
    ETag: `"${track.sha256.toString('hex')}"`,
    'Cache-Control': 'no-store',
  });
  try {
    await pipeline(stream, res);
  } catch (error) {
    if (stream.errored && stream.errored === error && !isClosedEarly(error))
      log.warn({ err: error, key: track.key }, 'the store broke off while footage was sent');
    res.destroy();
  }
}

function isClosedEarly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
