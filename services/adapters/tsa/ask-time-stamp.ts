import { randomBytes } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { MessageImprint, TimeStampReq } from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { readTimeStamp } from './read-time-stamp.ts';
import { TimeStampError } from './time-stamp-error.ts';

const timeoutMs = 10_000;
const mostBytes = 64 * 1024;
/** The authority's clock and ours may be this far apart. */
const clockMs = 5 * 60_000;
const sha256 = '2.16.840.1.101.3.4.2.1';
/** ASN.1 NULL, which authorities expect as the parameters of a hash algorithm. */
const noParameters = new Uint8Array([5, 0]).buffer;

export interface Answer {
  /** As it came: TimeStampResp, DER. */
  file: Buffer;
  stampedAt: Date;
  /** Name in the certificate that signed. */
  authority: string;
}

export interface Asking {
  /** http or https address of the authority. */
  url: string;
  /** Our time, ms. */
  now: () => number;
  signal?: AbortSignal;
}

/**
 * Asks a time-stamping authority (RFC 3161 over HTTP, section 3.4) for a stamp on a SHA-256 and holds its answer against the
 * question. Takes no longer than ten seconds and no more than 64 KiB. Throws TimeStampError.
 */
export async function askTimeStamp({ url, now, signal }: Asking, hash: Buffer): Promise<Answer> {
  const nonce = randomBytes(16);
  // Positive, and no byte too long: what comes back is compared byte for byte.
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  const limit = AbortSignal.timeout(timeoutMs);
  const file = await post(url, questionOf(hash, nonce), signal ? AbortSignal.any([signal, limit]) : limit);
  const stamp = readTimeStamp(file);
  if (stamp.algorithm !== sha256 || !stamp.hash.equals(hash))
    throw new TimeStampError('unfit', 'the time stamp is of something else than was asked');
  if (!stamp.nonce?.equals(nonce)) throw new TimeStampError('unfit', 'the time stamp answers another question');
  const apartMs = stamp.stampedAt.getTime() - now();
  if (Math.abs(apartMs) > clockMs)
    throw new TimeStampError('clock', `the time stamp is ${Math.round(apartMs / 1000)} s off our clock: check both`);
  return { file, stampedAt: stamp.stampedAt, authority: stamp.authority };
}

function questionOf(hash: Buffer, nonce: Buffer): Buffer {
  const hashAlgorithm = new AlgorithmIdentifier({ algorithm: sha256, parameters: noParameters });
  const messageImprint = new MessageImprint({ hashAlgorithm, hashedMessage: new OctetString(hash) });
  const bytes = new Uint8Array(nonce);
  return Buffer.from(AsnConvert.serialize(new TimeStampReq({ messageImprint, nonce: bytes.buffer, certReq: true })));
}

async function post(url: string, body: Buffer, signal: AbortSignal): Promise<Buffer> {
  try {
    const headers = { 'content-type': 'application/timestamp-query' };
    const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body), signal, redirect: 'error' });
    if (!answer.ok || !answer.body) throw new TimeStampError('away', `the authority answers ${answer.status}`);
    return await readSome(answer.body);
  } catch (error) {
    if (error instanceof TimeStampError) throw error;
    throw new TimeStampError('away', 'the authority does not answer', { cause: error });
  }
}

async function readSome(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > mostBytes) throw new TimeStampError('unfit', `the answer has more than ${mostBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
