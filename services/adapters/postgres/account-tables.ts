import type { Generated } from 'kysely';
import type { Instant, InstantDefault } from './custody-tables.ts';

export interface AccountsTable {
  id: Generated<string>;
  login: string;
  name: string;
  name_plain: string;
  role: 'officer' | 'supervisor' | 'chief' | 'archivist' | 'admin';
  password_hash: string;
  created_at: InstantDefault;
  disabled_at: Instant | null;
  must_change_password: Generated<boolean>;
}

export interface SecondFactorsTable {
  account_id: string;
  secret_sealed: Buffer | null;
  enrolled_at: Instant | null;
  last_step: Generated<number>;
  offered_sealed: Buffer | null;
  offered_at: Instant | null;
}

export interface RecoveryCodesTable {
  account_id: string;
  code_hash: Buffer;
  made_at: InstantDefault;
}

export interface LoginsTable {
  id: Generated<string>;
  token_hash: Buffer;
  account_id: string;
  created_at: InstantDefault;
  last_seen_at: InstantDefault;
  expires_at: Instant;
  ended_at: Instant | null;
  address: string;
  user_agent: string;
  begun_by: Generated<'password' | 'oidc' | 'oidc_two_factors'>;
}

export interface OidcIdentitiesTable {
  account_id: string;
  issuer: string;
  subject: string;
  bound_at: InstantDefault;
}

export interface OidcFlowsTable {
  browser_hash: Buffer;
  state_hash: Buffer;
  nonce: string;
  verifier: string;
  started_at: Instant;
}

export interface OidcHalfLoginsTable {
  browser_hash: Buffer;
  account_id: string;
  issuer: string;
  subject: string;
  begun_at: Instant;
}

/** Who may log in, and how. */
export interface AccountTables {
  accounts: AccountsTable;
  second_factors: SecondFactorsTable;
  recovery_codes: RecoveryCodesTable;
  logins: LoginsTable;
  oidc_identities: OidcIdentitiesTable;
  oidc_flows: OidcFlowsTable;
  oidc_half_logins: OidcHalfLoginsTable;
}
