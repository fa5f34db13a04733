import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** What a run's hash chain says of one segment. Hashes as hex. */
export interface ChainLink {
  runId: string;
  seq: number;
  startedAt: Date;
  videoSha256: string;
  audioSha256: string | null;
  /** Link of the segment before it in its run; null for the first, and where a crash lost it. */
  before: string | null;
}

/**
 * The link of a segment: SHA-256 of seven lines of text (no line end after the last). Whoever changes, drops or swaps a
 * segment would have to change every later link of its run.
 */
export function linkOf(link: ChainLink): string {
  const { runId, seq, startedAt, videoSha256, audioSha256, before } = link;
  const lines = [
    'minhchung-chain-1',
    before ?? '-',
    runId,
    seq,
    startedAt.toISOString(),
    videoSha256,
    audioSha256 ?? '-',
  ];
  return bytesToHex(sha256(utf8ToBytes(lines.join('\n'))));
}
