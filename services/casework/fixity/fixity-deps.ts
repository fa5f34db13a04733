import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { PacerInputs } from '../../custody/fixity/pace.ts';
import type { Log } from '../../log.ts';
import type { CaseworkDeps } from '../casework-deps.ts';

/** What reading the store again and again stands on. */
export interface FixityDeps extends CaseworkDeps, PacerInputs {
  /** With the custody identity, which may lock and hold. */
  bucket: Bucket;
  log: Log;
  /** Locks of documents are kept this many days ahead. */
  lockDays: number;
  /** Everything is read once in so many days. */
  days: number;
  /** Never more than so many bytes a second. */
  bytesPerS: number;
  /** So many segments are drawn at random each night. */
  sampleSize: number;
}

/** One turn's work. */
export interface Turn extends FixityDeps {
  signal: AbortSignal;
  /** Hears how many bytes were read; returns when more may be. */
  spent: (bytes: number) => Promise<void>;
  /** Whether the turn goes on. */
  hasTime: () => boolean;
}

/** What became of something that was looked at; a suspect is tried again later. */
export type Outcome = 'whole' | 'fault' | 'suspect' | 'gone';
