import type { Role } from '../../../services/contracts/access/account.ts';

export type Place =
  | 'today'
  | 'wall'
  | 'sessions'
  | 'cases'
  | 'cameras'
  | 'rooms'
  | 'people'
  | 'custody'
  | 'approvals'
  | 'emergency'
  | 'audit'
  | 'health';

export const addressOfPlace: Record<Place, string> = {
  today: '/',
  wall: '/live',
  sessions: '/sessions',
  cases: '/cases',
  cameras: '/cameras',
  rooms: '/rooms',
  people: '/people',
  custody: '/custody',
  approvals: '/approvals',
  emergency: '/emergency',
  audit: '/audit',
  health: '/health',
};

const placesByRole: Record<Role, readonly Place[]> = {
  officer: ['today', 'wall', 'sessions', 'cases', 'approvals'],
  supervisor: ['today', 'wall', 'sessions', 'cases', 'cameras', 'custody', 'approvals', 'health'],
  chief: ['today', 'wall', 'sessions', 'cases', 'cameras', 'custody', 'approvals', 'audit', 'health'],
  archivist: ['today', 'sessions', 'cases', 'custody', 'approvals', 'health'],
  admin: ['cameras', 'rooms', 'people', 'emergency', 'health'],
};

/** What a role may open, in the order of the rail; the first is its home. The API decides again on every request. */
export function placesOf(role: Role): readonly Place[] {
  return placesByRole[role];
}
