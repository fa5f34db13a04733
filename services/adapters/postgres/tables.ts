import type { Generated } from 'kysely';
import type { AccountTables } from './account-tables.ts';
import type { CaseworkTables } from './casework-tables.ts';
import type { CustodyTables, Instant, InstantDefault } from './custody-tables.ts';
import type { LookTables } from './look-tables.ts';

/** Row types of every table, in step with infra/migrations (a test compares them with the real catalogue). */

export interface CaseMembersTable {
  case_id: string;
  account_id: string;
  added_by: string;
  added_at: InstantDefault;
}

export interface CaseConflictsTable {
  case_id: string;
  account_id: string;
  reason: string;
  added_by: string;
  added_at: InstantDefault;
}

export interface RoomsTable {
  id: Generated<string>;
  code: string;
  name: string;
  name_plain: string;
  kind: 'reception' | 'inspection' | 'waiting';
  created_at: InstantDefault;
}

export interface CamerasTable {
  id: Generated<string>;
  room_id: string;
  code: string;
  name: string;
  address: string;
  live_address: string | null;
  user_name: string | null;
  password_sealed: Buffer | null;
  revision: Generated<number>;
  disabled_reason: string | null;
  paused_until: Instant | null;
  state: Generated<'connecting' | 'recording' | 'down' | 'paused' | 'disabled'>;
  cause: string | null;
  cause_detail: string | null;
  state_since: InstantDefault;
  accounted_until: InstantDefault;
  last_segment_ended: Instant | null;
  created_at: InstantDefault;
}

export interface CameraLeasesTable {
  camera_id: string;
  worker_id: string;
  epoch: Generated<number>;
  expires_at: Instant;
  released: Generated<boolean>;
}

export interface CameraStopsTable {
  id: Generated<string>;
  camera_id: string;
  kind: 'paused' | 'disabled';
  reason: string;
  stopped_by: string | null;
  stopped_at: InstantDefault;
  until_at: Instant | null;
  ended_at: Instant | null;
  ended_by: string | null;
}

export interface IngestWorkersTable {
  id: string;
  expires_at: Instant;
  started_at: InstantDefault;
  spool_bytes: number;
  spool_limit_bytes: number;
  clock_synced: boolean | null;
}

export interface QuarantinedFilesTable {
  id: Generated<string>;
  worker_id: string;
  camera_id: string;
  run_id: string;
  path: string;
  bytes: number;
  reason: 'unreadable' | 'altered' | 'conflict' | 'taken' | 'unfit';
  found_at: InstantDefault;
}

export interface RunsTable {
  id: string;
  camera_id: string;
  lease_epoch: number;
  worker_id: string;
  started_at: Instant;
  ended_at: Instant | null;
  end_cause: string | null;
  video_codec: string;
  codec_string: string;
  width: number;
  height: number;
  audio_codec: string | null;
  audio_container: 'mov' | 'mp4' | null;
  audio_converted_from: string | null;
  shift_ms: Generated<number>;
  created_at: InstantDefault;
}

export interface SegmentsTable {
  camera_id: string;
  started_at: Instant;
  ended_at: Instant;
  run_id: string;
  seq: number;
  video_key: string;
  video_version_id: string;
  video_bytes: number;
  video_sha256: Buffer;
  video_init_bytes: number;
  video_timescale: number;
  video_base_ticks: number;
  video_fragment_bytes: number[];
  video_fragment_ticks: number[];
  video_frames: number;
  audio_key: string | null;
  audio_version_id: string | null;
  audio_bytes: number | null;
  audio_sha256: Buffer | null;
  audio_init_bytes: number | null;
  audio_timescale: number | null;
  audio_base_ticks: number | null;
  audio_fragment_bytes: number[] | null;
  audio_fragment_ticks: number[] | null;
  camera_offset_ms: number | null;
  gap_before: string | null;
  chain_before: Buffer | null;
  is_held: Generated<boolean | null>;
  locked_until: Instant | null;
  stored_at: InstantDefault;
  state: Generated<'stored' | 'missing' | 'quarantined' | 'deleting' | 'deleted'>;
  removed_with: string | null;
  tag_state: Generated<'untagged' | 'tagged' | 'failed'>;
  tag_failure: string | null;
}

export interface GapsTable {
  id: Generated<string>;
  camera_id: string;
  from_at: Instant;
  to_at: Instant | null;
  cause: string;
  opened_at: InstantDefault;
}

export interface CasesTable {
  id: Generated<string>;
  key: string;
  code: string;
  kind: 'KN' | 'TC' | 'KNPA' | 'HH' | 'TTr';
  access_class: 'normal' | 'restricted' | 'denouncer';
  subject: string;
  subject_plain: string;
  state: Generated<string>;
  created_by: string;
  created_at: InstantDefault;
  revision: Generated<number>;
}

export interface CaseCountersTable {
  kind: string;
  year: number;
  last: number;
}

export interface CaseNumbersTable {
  case_id: string;
  number: string;
}

export interface CaseStatesTable {
  id: Generated<string>;
  case_id: string;
  state: string;
  note: Generated<string>;
  changed_by: string;
  changed_at: InstantDefault;
}

export interface SessionsTable {
  id: Generated<string>;
  room_id: string;
  officer_id: string;
  kind: 'regular' | 'periodic' | 'adhoc' | 'online' | 'dialogue' | 'inspection';
  case_kind: 'KN' | 'TC' | 'KNPA' | 'HH' | 'TTr' | 'unknown';
  visit: 'first' | 'repeat';
  people_count: number;
  notice_given: boolean;
  notice_how: 'spoken' | 'sign' | 'paper' | null;
  notice_language: string | null;
  note: string;
  note_plain: string;
  started_at: Instant;
  ended_at: Instant | null;
  version: Generated<number>;
  made_from: 'button' | 'record';
  access_class: 'normal' | 'restricted' | 'denouncer';
  own_class: 'normal' | 'restricted' | 'denouncer' | null;
  revision: Generated<number>;
  tagged_revision: Generated<number>;
  tag_failure: string | null;
  created_at: InstantDefault;
  has_clips: Generated<boolean>;
  is_destroyed: Generated<boolean>;
}

export interface SessionVersionsTable {
  session_id: string;
  version: number;
  started_at: Instant;
  ended_at: Instant | null;
  reason: string;
  changed_by: string;
  changed_at: InstantDefault;
}

export interface SessionCasesTable {
  session_id: string;
  case_id: string;
  linked_by: string;
  linked_at: InstantDefault;
  unlinked_by: string | null;
  unlinked_at: Instant | null;
}

export interface ClipsTable {
  id: Generated<string>;
  session_id: string;
  camera_id: string;
  from_at: Instant;
  to_at: Instant | null;
  state: Generated<'open' | 'sealed' | 'failed' | 'destroyed'>;
  revision: Generated<number>;
  sealed_at: Instant | null;
  failure: string | null;
  preview_state: Generated<'none' | 'made' | 'empty' | 'failed'>;
  poster_key: string | null;
  sprite_key: string | null;
  sprite_columns: number | null;
  sprite_step_ms: number | null;
  sprite_count: number | null;
  preview_failure: string | null;
}

export interface Tables extends AccountTables, CaseworkTables, CustodyTables, LookTables {
  case_members: CaseMembersTable;
  case_conflicts: CaseConflictsTable;
  rooms: RoomsTable;
  cameras: CamerasTable;
  camera_leases: CameraLeasesTable;
  camera_stops: CameraStopsTable;
  ingest_workers: IngestWorkersTable;
  quarantined_files: QuarantinedFilesTable;
  runs: RunsTable;
  segments: SegmentsTable;
  gaps: GapsTable;
  cases: CasesTable;
  case_counters: CaseCountersTable;
  case_numbers: CaseNumbersTable;
  case_states: CaseStatesTable;
  sessions: SessionsTable;
  session_versions: SessionVersionsTable;
  session_cases: SessionCasesTable;
  clips: ClipsTable;
}
