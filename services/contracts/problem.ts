import { z } from 'zod';

/** Every refusal the API can give, and its HTTP status. The web has a sentence for each in three languages. */
export const problemStatus = {
  invalid_input: 400,
  password_needed: 400,
  password_common: 400,
  password_is_name: 400,
  password_same: 400,
  wrong_code: 400,
  wrong_password: 400,
  no_second_factor: 409,
  not_logged_in: 401,
  wrong_login: 401,
  code_needed: 401,
  oidc_stale: 401,
  oidc_refused: 401,
  oidc_unknown: 401,
  oidc_other: 401,
  too_many_logins: 429,
  too_many_tests: 429,
  too_many_requests: 429,
  asked_too_often: 429,
  address_too_long: 414,
  forbidden: 403,
  password_change_needed: 403,
  second_factor_needed: 403,
  bad_origin: 403,
  reason_needed: 403,
  own_request: 403,
  border_shared: 403,
  outside_view: 403,
  view_expired: 403,
  not_found: 404,
  room_busy: 409,
  session_ended: 409,
  session_running: 409,
  already_exists: 409,
  changed_meanwhile: 409,
  not_approved: 409,
  no_footage: 409,
  no_cameras: 409,
  camera_away: 409,
  not_due: 409,
  protected_alone: 409,
  kept_up: 409,
  session_destroyed: 409,
  range_not_satisfiable: 416,
  too_many_entries: 422,
  store_away: 503,
  oidc_away: 503,
  vault_key: 503,
  vault_altered: 500,
  internal: 500,
} as const;

export type ProblemCode = keyof typeof problemStatus;

export const problemCodes = Object.keys(problemStatus) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457 problem document. `detail` says what happened and what to do; `code` is stable. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.enum(problemCodes),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;
