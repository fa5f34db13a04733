import type { Hint } from '../../../services/contracts/events.ts';

/** Which queries a hint makes stale, by the start of their keys. */
const staleByKind: Record<Hint['kind'], readonly string[]> = {
  room: ['rooms'],
  camera: ['rooms', 'cameras', 'record'],
  session: ['sessions', 'rooms', 'cases', 'holds', 'approvals', 'destructions', 'markers', 'notes'],
  case: ['cases', 'sessions', 'holds', 'approvals', 'notes'],
  clip: ['sessions'],
  approval: ['approvals'],
  marker: ['markers', 'notes'],
};

/** Key prefixes to ask for again after a hint. A single thing's query is left alone when the hint is about another one. */
export function isStale(queryKey: readonly unknown[], hint: Hint): boolean {
  const [group, part, thingId] = queryKey;
  if (typeof group !== 'string' || !staleByKind[hint.kind].includes(group)) return false;
  if (group === 'markers') return thingId === hint.id;
  const ownGroup = hint.kind === 'session' ? 'sessions' : hint.kind === 'case' ? 'cases' : null;
  return group !== ownGroup || part === 'list' || thingId === hint.id;
}
