import type { Generated } from 'kysely';
import type { Instant, InstantDefault } from './custody-tables.ts';

export interface ViewsTable {
  id: Generated<string>;
  account_id: string;
  login_id: string;
  target_kind: 'session' | 'record' | 'watched' | 'live';
  session_id: string | null;
  room_id: string;
  from_at: Instant;
  to_at: Instant;
  excluded: Generated<string>;
  reason_code: string;
  case_id: string | null;
  note: string;
  opened_at: InstantDefault;
  expires_at: Instant;
  address: string;
  watched: Generated<string>;
  only_spans: string | null;
  watched_of: string | null;
  emergency_id: string | null;
  heard_at: Instant | null;
}

export interface EmergencyLooksTable {
  id: Generated<string>;
  room_id: string;
  from_at: Instant;
  to_at: Instant;
  asked_by: string;
  until_at: Instant | null;
  ended_at: Instant | null;
  ended_by: string | null;
}

export interface VisitorsTable {
  id: Generated<string>;
  session_id: string;
  code: string;
  added_at: InstantDefault;
  wiped_at: Instant | null;
}

export interface VisitorVersionsTable {
  visitor_id: string;
  version: number;
  sealed: Buffer | null;
  key_id: string;
  written_by: string;
  written_at: InstantDefault;
}

export interface VisitorOpeningsTable {
  id: Generated<string>;
  visitor_id: string;
  version: number;
  account_id: string;
  reason_code: string;
  note_sealed: Buffer | null;
  key_id: string;
  opened_at: InstantDefault;
  address: string;
  approval_id: string | null;
}

export interface MediaLooksTable {
  account_id: string;
  thing_kind: 'clip' | 'camera' | 'room';
  thing_id: string;
  hour: Instant;
}

export interface ApprovalsTable {
  id: Generated<string>;
  act: string;
  thing_kind: string;
  thing_id: string;
  session_id: string | null;
  case_id: string | null;
  destruction_id: string | null;
  reason: string;
  asked_by: string;
  asked_at: InstantDefault;
  expires_at: Instant;
  state: Generated<'asked' | 'approved' | 'refused' | 'withdrawn'>;
  decided_by: string | null;
  decided_at: Instant | null;
  decision: string | null;
  from_class: 'restricted' | 'denouncer' | null;
  to_class: 'normal' | 'restricted' | null;
  reason_code: string | null;
}

export interface ViewReasonsTable {
  code: string;
  vi: string;
  en: string;
  ru: string;
  needs: 'either' | 'note' | 'case';
  place: number;
  retired_at: Instant | null;
}

/** Tables of services/access: who looked at what, and what one person asks another. */
export interface LookTables {
  views: ViewsTable;
  view_reasons: ViewReasonsTable;
  emergency_looks: EmergencyLooksTable;
  visitors: VisitorsTable;
  visitor_versions: VisitorVersionsTable;
  visitor_openings: VisitorOpeningsTable;
  media_looks: MediaLooksTable;
  approvals: ApprovalsTable;
}
