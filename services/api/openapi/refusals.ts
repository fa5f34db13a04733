import { type Problem, type ProblemCode, problemStatus } from '../../contracts/problem.ts';
import type { AnyRoute } from '../../contracts/route.ts';
import { publicRoutes } from '../../contracts/routes.ts';

/** What every address may answer beside what it is for. */
const anywhere: ProblemCode[] = ['invalid_input', 'internal', 'store_away', 'too_many_requests', 'address_too_long'];
/** What every address for people who are logged in may answer. */
const loggedIn: ProblemCode[] = ['not_logged_in', 'password_change_needed', 'second_factor_needed'];
const newPassword: ProblemCode[] = ['password_common', 'password_is_name'];
const triedAgain: ProblemCode[] = ['wrong_password', 'wrong_code', 'too_many_logins'];
const sealedAgain: ProblemCode[] = ['vault_key', 'vault_altered'];
/** Addresses that ask for no more than a login. */
const forEverybody = new Set([
  'account.logout',
  'account.me',
  'ownAccount.secondFactor',
  'ownAccount.logins',
  'ownAccount.endOtherLogins',
  'account.people',
  'room.list',
  'audit.seal',
  'retention.classes',
  'viewReason.list',
]);

/** What some addresses refuse beside what all like them do; a test holds what the program answers against it. */
const own: Record<string, ProblemCode[]> = {
  'account.login': ['wrong_login', 'code_needed', 'too_many_logins'],
  'account.oidcCode': ['not_found', 'oidc_stale', 'oidc_unknown', 'oidc_other', 'wrong_code', 'too_many_logins'],
  'account.createAccount': ['already_exists', ...newPassword],
  'account.changeAccount': newPassword,
  'account.resetSecondFactor': ['no_second_factor'],
  'ownAccount.changePassword': ['password_same', ...newPassword, ...triedAgain],
  'ownAccount.offerSecondFactor': ['no_second_factor', ...triedAgain],
  'ownAccount.confirmSecondFactor': ['no_second_factor', ...triedAgain],
  'ownAccount.renewRecoveryCodes': ['no_second_factor', ...triedAgain],
  'room.create': ['already_exists'],
  'room.pause': ['no_cameras'],
  'room.resume': ['no_cameras'],
  'camera.create': ['not_found', 'already_exists'],
  'camera.change': ['password_needed'],
  'cameraTest.test': ['too_many_tests'],
  'cameraTest.testAddress': ['not_found', 'password_needed', 'too_many_tests'],
  'case.create': ['already_exists'],
  'case.removeMember': ['changed_meanwhile'],
  'case.addConflict': ['changed_meanwhile'],
  'session.start': ['not_found', 'room_busy'],
  'session.fromRecord': ['not_found', 'room_busy', 'no_footage'],
  'session.stop': ['session_ended'],
  'session.changeTimes': ['changed_meanwhile', 'session_running', 'room_busy', 'session_destroyed'],
  'view.open': ['not_found', 'reason_needed', 'no_footage', 'session_destroyed', 'not_approved'],
  'emergency.ask': ['not_found', 'already_exists'],
  'emergency.end': ['changed_meanwhile'],
  'viewReason.order': ['changed_meanwhile'],
  'view.progress': ['view_expired'],
  'view.loudness': ['view_expired'],
  'view.snapshot': ['view_expired', 'outside_view', 'no_footage'],
  'retention.holdSession': ['session_destroyed'],
  'retention.askLift': ['already_exists'],
  'approval.decide': ['own_request', 'changed_meanwhile', 'kept_up', 'session_destroyed'],
  'approval.withdraw': ['changed_meanwhile'],
  'protection.raiseCase': ['changed_meanwhile'],
  'protection.lowerCase': ['changed_meanwhile', 'already_exists'],
  'protection.raiseSession': ['changed_meanwhile', 'kept_up'],
  'protection.lowerSession': ['changed_meanwhile', 'kept_up', 'already_exists'],
  'visitor.add': ['session_destroyed'],
  'visitor.correct': ['changed_meanwhile', 'session_destroyed'],
  'visitor.open': ['reason_needed', 'session_destroyed', ...sealedAgain],
  'visitor.askOpening': ['reason_needed', 'asked_too_often', 'already_exists', 'session_destroyed', ...sealedAgain],
  'visitor.openApproved': ['reason_needed', 'not_approved', 'session_destroyed', ...sealedAgain],
  'marker.add': ['session_destroyed', 'session_ended'],
  'marker.change': ['changed_meanwhile', 'session_destroyed'],
  'marker.answer': ['session_destroyed'],
  'destruction.propose': ['not_found', 'not_due', 'already_exists', 'protected_alone'],
  'retentionChange.ask': ['already_exists'],
  'retentionChange.stop': ['changed_meanwhile'],
  'fixity.close': ['changed_meanwhile'],
  'evidence.ask': ['session_running', 'border_shared', 'session_destroyed'],
  'evidence.request': ['session_running', 'border_shared', 'session_destroyed', 'already_exists'],
};

/** Refusals that have entries of their own, by operation: for a test that none is left over. */
export const refusedByName = Object.keys(own);

/** What addresses for anybody may refuse. */
export const openRefusals = (more: readonly ProblemCode[] = []): Map<number, ProblemCode[]> =>
  byStatus([...anywhere, ...more]);

/** Every refusal that an endpoint of the contracts may give, by status. */
export function refusalsOf(name: string, route: AnyRoute): Map<number, ProblemCode[]> {
  return byStatus([
    ...anywhere,
    ...(publicRoutes.includes(route) ? [] : loggedIn),
    ...(route.method === 'get' ? [] : (['bad_origin'] as const)),
    ...(publicRoutes.includes(route) || forEverybody.has(name) ? [] : (['forbidden'] as const)),
    ...(route.path.includes(':') ? (['not_found'] as const) : []),
    ...(own[name] ?? []),
  ]);
}

/** The same of an address that answers a file. */
export function fileRefusals(codes: readonly ProblemCode[]): Map<number, ProblemCode[]> {
  return byStatus([...anywhere, ...loggedIn, 'forbidden', 'not_found', ...codes]);
}

function byStatus(codes: readonly ProblemCode[]): Map<Problem['status'], ProblemCode[]> {
  return Map.groupBy(new Set(codes), (code) => problemStatus[code]);
}
