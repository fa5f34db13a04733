import type { Role } from '../contracts/account.ts';
import type { AccessClass } from '../contracts/case.ts';

/** What a rule must know of the person. */
export interface Who {
  id: string;
  role: Role;
}

/** What a rule must know of a session or case: how the person stands to it. */
interface Standing {
  accessClass: AccessClass;
  /** On the list of people of the case, or of a case linked to the session. */
  member: boolean;
  /** On the conflict list of one of them: shut out whatever the role. */
  conflicted: boolean;
}

interface SessionStanding extends Standing {
  kind: 'session';
  officerId: string;
}
interface CaseStanding extends Standing {
  kind: 'case';
}
/** Things whose rules ask for the role only. */
interface Plain {
  kind: 'office' | 'room' | 'camera' | 'account';
}

export type Thing = SessionStanding | CaseStanding | Plain;

export type SessionAct =
  | 'session.see'
  | 'session.replay'
  | 'session.poster'
  | 'session.change'
  | 'session.views'
  | 'session.hold'
  | 'session.destroy'
  | 'session.raise'
  | 'session.lower'
  | 'session.export'
  | 'session.ask_export'
  | 'vault.write'
  | 'vault.open';
export type CaseAct = 'case.see' | 'case.change' | 'case.manage' | 'case.hold' | 'case.raise' | 'case.lower';
type PlainAct = keyof typeof rolesFor;
export type Act = SessionAct | CaseAct | PlainAct;

/** Acts that only the role decides. */
const rolesFor = {
  'session.list': ['officer', 'supervisor', 'chief', 'archivist'],
  'session.start': ['officer', 'supervisor', 'chief'],
  'case.list': ['officer', 'supervisor', 'chief', 'archivist'],
  'case.create': ['officer', 'supervisor', 'chief', 'archivist'],
  'record.view': ['supervisor', 'chief'],
  'record.timeline': ['officer', 'supervisor', 'chief'],
  'room.list': ['officer', 'supervisor', 'chief', 'archivist', 'admin'],
  'room.picture': ['officer', 'supervisor', 'chief'],
  'room.manage': ['admin'],
  'room.pause': ['officer', 'supervisor', 'chief'],
  'camera.list': ['supervisor', 'chief', 'admin'],
  'camera.test': ['supervisor', 'chief', 'admin'],
  'camera.manage': ['admin'],
  'account.manage': ['admin'],
  'audit.read': ['chief'],
  'fixity.close': ['supervisor', 'chief'],
  'store.see': ['admin', 'supervisor', 'chief', 'archivist'],
  'hold.list': ['supervisor', 'chief', 'archivist'],
  'destruction.list': ['supervisor', 'chief', 'archivist'],
  'retention.list': ['supervisor', 'chief', 'archivist'],
  'retention.ask': ['supervisor', 'chief', 'archivist'],
  'approval.list': ['officer', 'supervisor', 'chief', 'archivist'],
  'approval.decide': ['supervisor', 'chief'],
  // What protects somebody is decided by those who know of it, whatever their role: of a denunciation there may be no other.
  'approval.decide_known': ['officer', 'supervisor', 'chief', 'archivist'],
} as const satisfies Record<string, readonly Role[]>;

/**
 * Whether a person may do something: the one decision that every route, list, hint and picture asks. Pure. Lists ask the
 * same in SQL (visible.ts), which a test proves equal.
 */
export function may(who: Who, act: Act, thing: Thing): boolean {
  if (act in rolesFor) return (rolesFor[act as PlainAct] as readonly Role[]).includes(who.role);
  if (thing.kind === 'session') return mayWithSession(who, act as SessionAct, thing);
  if (thing.kind === 'case') return mayWithCase(who, act as CaseAct, thing);
  return false;
}

function mayWithSession(who: Who, act: SessionAct, session: SessionStanding): boolean {
  if (!seesSession(who, session)) return false;
  const own = session.officerId === who.id;
  switch (act) {
    case 'session.see':
      return true;
    // An archivist handles papers, not pictures.
    case 'session.replay':
      return who.role !== 'archivist';
    // Posters and room pictures need no reason, so of a protected session there are none, not even for its officer.
    case 'session.poster':
      return who.role !== 'archivist' && session.accessClass === 'normal';
    // One person protects, and two take that back: among those who know of it.
    case 'session.lower':
      return true;
    case 'session.change':
    case 'session.raise':
      return own || who.role === 'supervisor' || who.role === 'chief';
    case 'session.views':
      return own || who.role === 'chief';
    case 'session.hold':
    case 'session.destroy':
      return mayHold(who) && !own;
    // Who came is known to those who work on it, and to nobody by role.
    case 'vault.write':
    case 'vault.open':
      return own || session.member;
    // Of a protected session nobody takes anything away alone: who asks waits for another who knows of it.
    case 'session.export':
      return leads(who) && session.accessClass === 'normal';
    case 'session.ask_export':
      return leads(who);
    default:
      return false;
  }
}

function seesSession(who: Who, session: SessionStanding): boolean {
  if (who.role === 'admin' || session.conflicted) return false;
  if (session.officerId === who.id || session.member) return true;
  return seesClass(who.role, session.accessClass, ['supervisor', 'chief', 'archivist']);
}

function mayWithCase(who: Who, act: CaseAct, file: CaseStanding): boolean {
  if (who.role === 'admin' || file.conflicted) return false;
  const sees = file.member || seesClass(who.role, file.accessClass, ['officer', 'supervisor', 'chief', 'archivist']);
  if (act === 'case.manage') return file.member || (sees && who.role === 'chief' && file.accessClass === 'normal');
  if (act === 'case.hold') return sees && mayHold(who);
  if (act === 'case.raise') return sees && (file.member || leads(who));
  return sees && (act === 'case.see' || act === 'case.change' || act === 'case.lower');
}

function leads(who: Who): boolean {
  return who.role === 'supervisor' || who.role === 'chief';
}

/** To hold does no harm, but whoever holds also asks to lift. */
function mayHold(who: Who): boolean {
  return who.role === 'supervisor' || who.role === 'chief' || who.role === 'archivist';
}

/** Those without a part in it: a normal thing by role, a restricted one the chief only, a denouncer's nobody. */
function seesClass(role: Role, accessClass: AccessClass, normal: readonly Role[]): boolean {
  if (accessClass === 'normal') return normal.includes(role);
  return accessClass === 'restricted' && role === 'chief';
}
