import type { ColumnType, Generated } from 'kysely';

/** `timestamptz`: read as Date, written as Date. */
export type Instant = Date;
export type InstantDefault = ColumnType<Date, Date | undefined, Date>;

export interface AuditLogTable {
  id: Generated<number>;
  at: InstantDefault;
  account_id: string | null;
  address: string | null;
  act: string;
  thing_kind: string | null;
  thing_id: string | null;
  outcome: 'done' | 'refused';
  details: Generated<unknown>;
}

export interface AuditPendingTable {
  entry_id: number;
}

export interface AuditLinksTable {
  position: number;
  entry_id: number;
  link: Buffer;
}

export interface AuditHeadsTable {
  number: number;
  from_position: number;
  to_position: number;
  root: Buffer;
  key: string;
  version_id: string;
  sha256: Buffer;
  signing_key: string;
  made_at: Instant;
}

export interface AuditTimeStampsTable {
  head: number;
  stamped_at: Instant;
  authority: string;
  key: string;
  version_id: string;
  sha256: Buffer;
  made_at: Instant;
}

export interface ManifestsTable {
  id: Generated<string>;
  clip_id: string;
  version: number;
  previous: string | null;
  key: string;
  version_id: string;
  sha256: Buffer;
  segments: number;
  gap_ms: number;
  created_at: InstantDefault;
  signing_key: string | null;
}

export interface SigningKeysTable {
  id: string;
  public_key: Buffer;
  made_at: Instant;
  signs_from: Instant;
  endorsed_by: string | null;
  endorsement: Buffer | null;
}

export interface RetentionClassesTable {
  code: string;
  min_days: number;
  after_close_days: number | null;
  place: number;
}

export interface HoldsTable {
  id: Generated<string>;
  session_id: string | null;
  case_id: string | null;
  reason_code: 'dispute' | 'request' | 'coercion' | 'court' | 'incident' | 'other';
  note: string;
  placed_by: string | null;
  placed_at: InstantDefault;
  lifted_by: string | null;
  lifted_at: Instant | null;
  lift_note: string | null;
}

export interface SessionKeepingTable {
  session_id: string;
  class: string;
  is_held: boolean;
  keep_until: Instant | null;
  revision: Generated<number>;
  applied_revision: Generated<number>;
  applied_at: Instant | null;
  failure: string | null;
  failed_at: Instant | null;
  is_destroyed: Generated<boolean>;
}

export interface StoreChecksTable {
  id: Generated<string>;
  kind: 'worm' | 'watch';
  checked_at: InstantDefault;
  is_fine: boolean;
  found: unknown;
}

export interface EvidenceFoldersTable {
  id: Generated<string>;
  session_id: string;
  clip_id: string | null;
  asked_by: string;
  note: string;
  asked_at: InstantDefault;
  state: Generated<'preparing' | 'ready' | 'failed'>;
  ready_at: Instant | null;
  failure: string | null;
  approved_by: string | null;
}

export interface EvidenceFilesTable {
  folder_id: string;
  path: string;
  key: string;
  version_id: string;
  bytes: number;
  sha256: Buffer;
}

export interface DestructionsTable {
  id: Generated<string>;
  asked_by: string;
  asked_at: InstantDefault;
  reason: string;
  state: Generated<'asked' | 'approved' | 'removing' | 'done'>;
  approved_by: string | null;
  approved_at: Instant | null;
  approval_note: string | null;
  objects: Generated<number>;
  removed: Generated<number>;
  done_at: Instant | null;
  failure: string | null;
  failed_at: Instant | null;
}

export interface DestructionSessionsTable {
  destruction_id: string;
  session_id: string;
  outcome: 'destroyed' | 'held' | 'not_due' | 'locked' | null;
  segments: Generated<number>;
  bytes: Generated<number>;
}

export interface DestructionDocumentsTable {
  destruction_id: string;
  session_id: string | null;
  key: string;
  version_id: string;
  bytes: number;
  sha256: Buffer;
  made_at: InstantDefault;
}

export interface DestroyedSessionsTable {
  session_id: string;
  destruction_id: string;
  destroyed_at: InstantDefault;
  segments: number;
  bytes: number;
  list_sha256: Buffer;
  minutes_sha256: Buffer;
}

export interface IdleExpiriesTable {
  day: string;
  camera_id: string;
  segments: number;
  seconds: number;
  bytes: number;
  until_at: Instant;
}

export interface RetentionChangesTable {
  id: Generated<string>;
  class: string;
  min_days: number;
  after_close_days: number | null;
  old_min_days: number;
  old_after_close_days: number | null;
  reason: string;
  asked_by: string;
  asked_at: InstantDefault;
  state: Generated<'asked' | 'approved' | 'stopped' | 'applied'>;
  approved_by: string | null;
  effective_at: Instant | null;
  applied_at: Instant | null;
  stopped_by: string | null;
}

export interface FixityCyclesTable {
  id: Generated<string>;
  began_at: Instant;
  due_at: Instant;
  counted_at: Instant;
  bytes_per_s: number;
  total_bytes: number;
  done_bytes: Generated<number>;
  total_documents: number;
  done_documents: Generated<number>;
  done_segments: Generated<number>;
  faults: Generated<number>;
  completed_at: Instant | null;
}

export interface FixityPositionsTable {
  lane: string;
  cycle_id: string;
  reached: string;
}

export interface FixitySamplesTable {
  night: string;
  began_at: Instant;
  wanted: number;
  done: Generated<number>;
  bytes: Generated<number>;
  faults: Generated<number>;
  finished_at: Instant | null;
}

export interface FixitySuspectsTable {
  lane: string;
  position: string;
  failures: Generated<number>;
  failed_at: Instant;
}

export interface FixityIncidentsTable {
  id: Generated<string>;
  kind: 'altered' | 'unreadable' | 'missing' | 'lock_shortened';
  thing: 'footage' | 'manifest' | 'audit_head' | 'evidence' | 'destruction' | 'time_stamp';
  object_key: string;
  version_id: string;
  expected_sha256: Buffer;
  found_sha256: Buffer | null;
  camera_id: string | null;
  started_at: Instant | null;
  ended_at: Instant | null;
  session_id: string | null;
  found_at: Instant;
  returned_at: Instant | null;
  closed_at: Instant | null;
  closed_by: string | null;
  closing_note: string | null;
}

/** Tables of services/custody. */
export interface ClipLoudnessTable {
  clip_id: string;
  revision: number;
  from_at: Instant;
  to_at: Instant;
  step_ms: number;
  levels: Buffer;
  made_at: InstantDefault;
}

export interface CustodyTables {
  clip_loudness: ClipLoudnessTable;
  destructions: DestructionsTable;
  destruction_sessions: DestructionSessionsTable;
  destruction_documents: DestructionDocumentsTable;
  destroyed_sessions: DestroyedSessionsTable;
  idle_expiries: IdleExpiriesTable;
  retention_changes: RetentionChangesTable;
  audit_log: AuditLogTable;
  audit_pending: AuditPendingTable;
  audit_links: AuditLinksTable;
  audit_heads: AuditHeadsTable;
  audit_time_stamps: AuditTimeStampsTable;
  manifests: ManifestsTable;
  signing_keys: SigningKeysTable;
  retention_classes: RetentionClassesTable;
  holds: HoldsTable;
  store_checks: StoreChecksTable;
  evidence_folders: EvidenceFoldersTable;
  evidence_files: EvidenceFilesTable;
  session_keeping: SessionKeepingTable;
  fixity_cycles: FixityCyclesTable;
  fixity_positions: FixityPositionsTable;
  fixity_samples: FixitySamplesTable;
  fixity_suspects: FixitySuspectsTable;
  fixity_incidents: FixityIncidentsTable;
}
