import type { Role } from '../contracts/access/account.ts';
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
/** A stretch of a room's record, as two people have agreed that this person may look at it in an emergency. */
interface StretchStanding {
  kind: 'stretch';
  /** Asked by this person, approved by another, and not over. */
  granted: boolean;
}

export type Thing = SessionStanding | CaseStanding | StretchStanding | Plain;

export type SessionAct =
  | 'session.see'
  | 'session.replay'
  | 'session.poster'
  | 'session.change'
  | 'session.mark'
  | 'session.marker_history'
  | 'session.views'
  | 'session.hold'
  | 'session.destroy'
  | 'session.raise'
  | 'session.lower'
  | 'session.export'
  | 'session.ask_export'
  | 'vault.write'
  | 'vault.open'
  | 'vault.ask'
  | 'session.in_emergency';
export type CaseAct = 'case.see' | 'case.change' | 'case.manage' | 'case.hold' | 'case.raise' | 'case.lower';
type PlainAct = keyof typeof rolesFor;
type GrantedAct = keyof typeof grantedTo;
export type Act = SessionAct | CaseAct | PlainAct | GrantedAct;

/** Acts that only the role decides. */
const rolesFor = {
  'session.list': ['officer', 'supervisor', 'chief', 'archivist'],
  'session.start': ['officer', 'supervisor', 'chief'],
  'case.list': ['officer', 'supervisor', 'chief', 'archivist'],
  'case.create': ['officer', 'supervisor', 'chief', 'archivist'],
  'view.reasons': ['chief'],
  'record.view': ['supervisor', 'chief'],
  'record.ask_emergency': ['admin'],
  'record.end_emergency': ['chief', 'admin'],
  'record.timeline': ['officer', 'supervisor', 'chief'],
  'room.list': ['officer', 'supervisor', 'chief', 'archivist', 'admin'],
  'room.picture': ['officer', 'supervisor', 'chief'],
  'room.live': ['officer', 'supervisor', 'chief'],
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

/** Acts that need a grant beside the role: nobody of the role does them alone. */
const grantedTo = { 'record.emergency': ['admin'] } as const satisfies Record<string, readonly Role[]>;

/**
 * Who knows of a session or case in which they have no part, by its class: of a denouncer's nobody (domain.md: "Who may see
 * what"). Lists (visible.ts) and hints (audience.ts) stand on the same table.
 */
export const knownTo: Record<'session' | 'case', Record<AccessClass, readonly Role[]>> = {
  session: { normal: ['supervisor', 'chief', 'archivist'], restricted: ['chief'], denouncer: [] },
  case: { normal: ['officer', 'supervisor', 'chief', 'archivist'], restricted: ['chief'], denouncer: [] },
};

/** Who may do an act, of those who know of the thing. */
interface Rule {
  roles: readonly Role[];
  /** Only with a thing of this class. */
  only?: AccessClass;
  /** These may whatever their role and the class: who received the session, who works on its case. */
  too?: readonly ('receiver' | 'member')[];
  /** These may not, whatever else says so. */
  not?: readonly ('receiver' | 'member')[];
  /** Also of a thing that they may not know of: they see its footage, and not whose it is. */
  unknown?: true;
}

const allRoles = ['officer', 'supervisor', 'chief', 'archivist'] as const;
const leaders = ['supervisor', 'chief'] as const;
// To hold does no harm, but whoever holds also asks to lift.
const holders = ['supervisor', 'chief', 'archivist'] as const;

const sessionRules: Record<SessionAct, Rule> = {
  'session.see': { roles: allRoles },
  // An archivist handles papers, not pictures.
  'session.replay': { roles: ['officer', 'supervisor', 'chief'] },
  // Posters and room pictures need no reason, so of a protected session there are none, not even for its officer.
  'session.poster': { roles: ['officer', 'supervisor', 'chief'], only: 'normal' },
  'session.change': { roles: leaders, too: ['receiver'] },
  // A marker stands at an instant of what one may see; who received it also sets them while it goes on.
  'session.mark': { roles: ['officer', 'supervisor', 'chief'], too: ['receiver'] },
  'session.marker_history': { roles: ['chief'] },
  // One person protects, and two take that back: among those who know of it.
  'session.raise': { roles: leaders, too: ['receiver'] },
  'session.lower': { roles: allRoles },
  'session.views': { roles: ['chief'], too: ['receiver'] },
  'session.hold': { roles: holders, not: ['receiver'] },
  'session.destroy': { roles: holders, not: ['receiver'] },
  // Who came is known to those who work on it, and to nobody by role.
  'vault.write': { roles: [], too: ['receiver', 'member'] },
  'vault.open': { roles: [], too: ['receiver', 'member'] },
  // Who knows of it by role only asks, and another who knows of it decides.
  'vault.ask': { roles: leaders, not: ['receiver', 'member'] },
  // Of a protected session nobody takes anything away alone: who asks waits for another who knows of it.
  'session.export': { roles: leaders, only: 'normal' },
  'session.ask_export': { roles: leaders },
  // What an administrator is shown in an emergency, of the stretch that was granted.
  'session.in_emergency': { roles: ['admin'], only: 'normal', unknown: true },
};

const caseRules: Record<CaseAct, Rule> = {
  'case.see': { roles: allRoles },
  'case.change': { roles: allRoles },
  'case.manage': { roles: ['chief'], only: 'normal', too: ['member'] },
  'case.raise': { roles: leaders, too: ['member'] },
  'case.lower': { roles: allRoles },
  'case.hold': { roles: holders },
};

/**
 * Whether a person may do something: the one decision that every route, list, hint and picture asks. Pure. Lists ask the
 * same in SQL (visible.ts), which a test proves equal; test/integration/access/expectations says it in sentences.
 */
export function may(who: Who, act: Act, thing: Thing): boolean {
  if (act in rolesFor) return (rolesFor[act as PlainAct] as readonly Role[]).includes(who.role);
  if (thing.kind === 'stretch')
    return act in grantedTo && thing.granted && (grantedTo[act as GrantedAct] as readonly Role[]).includes(who.role);
  if (thing.kind !== 'session' && thing.kind !== 'case') return false;
  const rules: Partial<Record<Act, Rule>> = thing.kind === 'session' ? sessionRules : caseRules;
  const rule = rules[act];
  if (rule === undefined || !allows(rule, who, thing)) return false;
  return rule.unknown ? !thing.conflicted : knows(who, thing);
}

function allows({ roles, only, too = [], not = [] }: Rule, who: Who, thing: SessionStanding | CaseStanding): boolean {
  const isPart = (part: 'receiver' | 'member') => (part === 'receiver' ? isReceiver(who, thing) : thing.member);
  if (not.some(isPart)) return false;
  if (too.some(isPart)) return true;
  return roles.includes(who.role) && (only === undefined || only === thing.accessClass);
}

function knows(who: Who, thing: SessionStanding | CaseStanding): boolean {
  if (who.role === 'admin' || thing.conflicted) return false;
  return isReceiver(who, thing) || thing.member || knownTo[thing.kind][thing.accessClass].includes(who.role);
}

const isReceiver = (who: Who, thing: SessionStanding | CaseStanding) =>
  thing.kind === 'session' && thing.officerId === who.id;
