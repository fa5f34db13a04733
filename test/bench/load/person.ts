import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from './browser.ts';
import { replay } from './replay.ts';
import { knowsCase, knowsSession, mayReplay } from './rules.ts';
import type { Tally } from './tally.ts';
import type { Someone, World } from './world.ts';

const thinkMs = 4000;

type Step = () => Promise<unknown>;

/** One person until `untilMs` (of performance.now()): a socket, lists and pages in turns, and footage where they may. */
export async function visit(
  browser: Browser,
  tally: Tally,
  world: World,
  who: Someone,
  untilMs: number,
): Promise<void> {
  const socket = browser.socket();
  try {
    await socket.connected.catch((error: unknown) => tally.fail('socket', error));
    const own = world.sessions.find(({ officerId, memberIds }) => officerId === who.id || memberIds.includes(who.id));
    const playable = world.sessions.filter((session) => mayReplay(who, session));
    const target = own && mayReplay(who, own) ? own : playable[Number.parseInt(who.id.slice(-6), 16) % playable.length];
    const watching = target ? replay(browser, tally, target.id, untilMs) : undefined;
    await Promise.all([watching, walk(questionsOf(browser, world, who), untilMs)]);
  } finally {
    socket.close();
  }
}

async function walk(steps: readonly Step[], untilMs: number) {
  for (let turn = Math.floor(Math.random() * steps.length); performance.now() < untilMs; turn++) {
    await steps[turn % steps.length]?.();
    await delay(thinkMs * (0.5 + Math.random()));
  }
}

/** What may be asked is answered with all that is known to the person, the rest is refused. */
function questionsOf(browser: Browser, { sessions }: World, who: Someone): Step[] {
  const of = (isKnown: (one: (typeof sessions)[number]) => boolean) => ({
    known: sessions.filter(isKnown),
    hidden: sessions.filter((one) => !isKnown(one)),
  });
  const bySession = of((one) => knowsSession(who, one));
  const byCase = of((one) => knowsCase(who, one));
  const list = (names: string[], hides: string[]) =>
    who.role === 'admin' ? { status: 403 } : { status: 200, names, hides };
  const lists = list(
    bySession.known.map(({ id }) => id),
    bySession.hidden.map(({ id }) => id),
  );
  const cases = list(
    byCase.known.map(({ caseId }) => caseId),
    byCase.hidden.map(({ caseId }) => caseId),
  );
  const [known, hidden] = [any(bySession.known), any(bySession.hidden)];
  const hiddenCase = any(byCase.hidden);
  const look = (sessionId: string) => ({ target: { kind: 'session', sessionId }, reasonCode: 'audit', note: 'load' });
  return [
    () => browser.get('who am I', { status: 200, names: [who.id] }, '/api/me'),
    () => browser.get('rooms', { status: 200, hides: bySession.hidden.map(({ id }) => id) }, '/api/rooms'),
    () => browser.get('sessions', lists, '/api/sessions?limit=50'),
    () => browser.get('search', { ...lists, names: [] }, '/api/sessions?q=KN-2026'),
    () => browser.get('cases', cases, '/api/cases?limit=50'),
    () => browser.get('requests', list([], []), '/api/approvals'),
    ...(known ? [() => browser.get('session', { status: 200, names: [known.id] }, `/api/sessions/${known.id}`)] : []),
    ...(known && who.role === 'archivist'
      ? [() => browser.post('look, no', { status: 403 }, '/api/views', look(known.id))]
      : []),
    ...(hidden
      ? [
          () => browser.get('session, hidden', { status: 404 }, `/api/sessions/${hidden.id}`),
          () => browser.post('look, hidden', { status: 404 }, '/api/views', look(hidden.id)),
        ]
      : []),
    ...(hiddenCase ? [() => browser.get('case, hidden', { status: 404 }, `/api/cases/${hiddenCase.caseId}`)] : []),
  ];
}

const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];
