import type { Readable } from 'node:stream';

/** The version id of objects in a bucket without lock: S3's own name for the only version there. */
export const unversioned = 'null';

/** One version of one object. Footage is always read by version, never as "the latest". */
export interface ObjectRef {
  key: string;
  versionId: string;
}

export interface NewObject {
  key: string;
  /** At most 64 MiB. */
  body: Buffer;
  sha256: Buffer;
  contentType: string;
  /** Locked until then, not as long as the bucket locks by itself; only who may set locks may say so. */
  lockUntil?: Date;
}

export interface PutResult {
  versionId: string;
  /** Until when it is locked, as read back; null in a bucket without lock. */
  lockedUntil: Date | null;
}

export interface StoredVersion extends ObjectRef {
  bytes: number;
  isDeleteMarker: boolean;
  /** When the store took it, by the store's clock. */
  storedAt: Date;
}

/** An object store as we use it. Every method throws BucketError, and none waits longer than about ten seconds. */
export interface Bucket {
  /** Locks are kept by a server; false for the disk store, where whoever has the disk can change everything. */
  isServer: boolean;
  /**
   * Create-only PUT; the store checks `sha256`. In a locked bucket the lock is read back before this returns. An object
   * that is already there with the same bytes is adopted; with other bytes it is a `conflict`.
   */
  put: (object: NewObject) => Promise<PutResult>;
  /** Streams a version, or `length` bytes of it from `start`. */
  read: (ref: ObjectRef, range?: ByteRange) => Promise<Readable>;
  readAll: (ref: ObjectRef, range?: ByteRange) => Promise<Buffer>;
  /** Replaces all tags of a version. */
  tag: (ref: ObjectRef, tags: Record<string, string>) => Promise<void>;
  tags: (ref: ObjectRef) => Promise<Record<string, string>>;
  /** Until when a version is locked; null when it is not. */
  lockedUntil: (ref: ObjectRef) => Promise<Date | null>;
  /** Locks a version for longer and reads that back; does nothing when it is locked as long already. */
  lockUntil: (ref: ObjectRef, until: Date) => Promise<void>;
  /** Whether a version is under legal hold. */
  isHeld: (ref: ObjectRef) => Promise<boolean>;
  /** Puts a version under legal hold, or takes that away: it cannot be removed while it is held, locked or not. */
  hold: (ref: ObjectRef, isHeld: boolean) => Promise<void>;
  /** Removes a version for good; `refused` while it is locked or held. Nothing is hidden behind a marker. */
  remove: (ref: ObjectRef) => Promise<void>;
  /** All versions and delete markers whose key begins with `prefix`, in the order of keys. */
  listVersions: (prefix: string) => AsyncIterable<StoredVersion>;
  close: () => Promise<void>;
}

export interface ByteRange {
  start: number;
  length: number;
}
