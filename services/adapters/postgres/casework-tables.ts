import type { Generated } from 'kysely';
import type { Instant, InstantDefault } from './custody-tables.ts';

export interface MarkersTable {
  id: Generated<string>;
  session_id: string;
  answers: string | null;
  account_id: string;
  made_at: InstantDefault;
}

export interface MarkerVersionsTable {
  marker_id: string;
  version: number;
  at: Instant;
  kind: string;
  colour: string;
  text: string | null;
  removed: Generated<boolean>;
  for_id: string | null;
  written_at: InstantDefault;
}

export interface MarkerDonesTable {
  id: Generated<string>;
  marker_id: string;
  done: boolean;
  noted_by: string;
  noted_at: InstantDefault;
}

/** Tables of services/casework that tables.ts has no room for. */
export interface CaseworkTables {
  markers: MarkersTable;
  marker_versions: MarkerVersionsTable;
  marker_dones: MarkerDonesTable;
}
