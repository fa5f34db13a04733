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
  placed_by: string;
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
  asked_by: string;
  note: string;
  asked_at: InstantDefault;
  state: Generated<'preparing' | 'ready' | 'failed'>;
  ready_at: Instant | null;
  failure: string | null;
}

export interface EvidenceFilesTable {
  folder_id: string;
  path: string;
  key: string;
  version_id: string;
  bytes: number;
  sha256: Buffer;
}

/** Tables of services/custody. */
export interface CustodyTables {
  audit_log: AuditLogTable;
  audit_pending: AuditPendingTable;
  audit_links: AuditLinksTable;
  audit_heads: AuditHeadsTable;
  manifests: ManifestsTable;
  signing_keys: SigningKeysTable;
  retention_classes: RetentionClassesTable;
  holds: HoldsTable;
  store_checks: StoreChecksTable;
  evidence_folders: EvidenceFoldersTable;
  evidence_files: EvidenceFilesTable;
  session_keeping: SessionKeepingTable;
}
