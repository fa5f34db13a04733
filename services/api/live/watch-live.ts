import { everyone } from '../../access/audience.ts';
import { noteSent, type Sent, watchersToEnd } from '../../access/views/live.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { Publish } from '../../adapters/realtime/publish.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { liveSources } from '../../recording/cameras/live-source.ts';
import type { Loss } from './live-tags.ts';
import type { Watching } from './watching.ts';

interface WatchInputs {
  db: Db;
  clock: Clock;
  log: Log;
  publish: Publish;
  watching: ReadonlySet<Watching>;
  endCamera: (cameraId: string, loss: Loss) => void;
}

const lookMs = 250;
/** What was sent is written down so often. */
const noteMs = 1500;
/** Nobody watches on when it cannot be asked for so long whether they may. */
const blindMs = 5000;

/**
 * Looks again and again whether those who watch still may, and cuts them off if not: within a second of a session that is not
 * for them, on every api, whatever becomes of hints. Writes down what was really sent.
 */
export function startLiveWatch(inputs: WatchInputs) {
  const { log } = inputs;
  const sent = createSentNotes(inputs);
  let askedMs = performance.now();
  const failed = (error: unknown) => log.warn({ err: error }, 'those who watch live not checked');
  const look = oneAtATime(async () => {
    await endWhoMayNot(inputs);
    askedMs = performance.now();
  }, failed);
  // Apart from it: nobody watches on because something is being written.
  const write = oneAtATime(sent.writeDue, failed);
  const timer = setInterval(() => {
    if (inputs.watching.size === 0) askedMs = performance.now();
    if (performance.now() - askedMs > blindMs) for (const { viewer } of inputs.watching) viewer.cut();
    void look();
    void write();
  }, lookMs);
  return {
    /** Takes over what somebody was sent who is gone now. */
    note: sent.take,
    async close() {
      clearInterval(timer);
      await Promise.all([look.settled(), write.settled()]);
      await sent.write();
    },
  };
}

/** Runs `run` unless it still runs: a database that is slow is not asked twice at once. */
function oneAtATime(run: () => Promise<void>, onError: (error: unknown) => void) {
  let turn: Promise<void> | null = null;
  const start = () => {
    turn ??= run()
      .catch(onError)
      .finally(() => {
        turn = null;
      });
    return turn;
  };
  return Object.assign(start, { settled: async () => turn });
}

async function endWhoMayNot({ db, clock, watching, endCamera }: WatchInputs): Promise<void> {
  if (watching.size === 0) return;
  const now = new Date(clock.now());
  const asked = [...watching];
  for (const { viewer } of await watchersToEnd(db, asked, now)) viewer.cut();
  const sources = await liveSources(db, [...new Set(asked.map(({ source }) => source.cameraId))], now);
  for (const { source, viewer } of asked) {
    const today = sources.get(source.cameraId);
    if (today?.roomId !== source.roomId) viewer.cut();
    else if (today.stopped) endCamera(source.cameraId, { cause: today.stopped, lastPictureMs: now.getTime() });
    else if (today.version !== source.version)
      endCamera(source.cameraId, { cause: null, lastPictureMs: now.getTime() });
  }
}

/** What was sent since it was last written down, by view; and in which rooms somebody listens. */
function createSentNotes({ db, clock, publish, watching }: WatchInputs) {
  const pending = new Map<string, Sent & { roomId: string }>();
  let heard = new Set<string>();
  let writtenMs = performance.now();

  function take({ view, viewer }: Watching) {
    const spans = viewer.takeSent();
    const before = pending.get(view.id) ?? { viewId: view.id, roomId: view.roomId, spans: [], hears: false };
    const hears = before.hears || (viewer.hasSound && !viewer.isOver && spans.length > 0);
    pending.set(view.id, { ...before, spans: [...before.spans, ...spans], hears });
  }

  async function write() {
    for (const one of watching) take(one);
    writtenMs = performance.now();
    const all = [...pending.values()];
    pending.clear();
    try {
      await noteSent(db, all, new Date(clock.now()));
    } catch (error) {
      // Kept for the next turn, with what has come since.
      for (const one of all) {
        const since = pending.get(one.viewId);
        pending.set(one.viewId, since ? { ...since, spans: [...one.spans, ...since.spans] } : one);
      }
      throw error;
    }
    await tellHeard(new Set(all.filter(({ hears }) => hears).map(({ roomId }) => roomId)));
  }

  async function tellHeard(now: Set<string>) {
    const changed = [...now, ...heard].filter((id) => now.has(id) !== heard.has(id));
    heard = now;
    for (const id of changed) await publish({ kind: 'room', id, version: 0 }, everyone);
  }

  return {
    take,
    write,
    async writeDue() {
      const isOver = pending.size > 0;
      if (isOver || performance.now() - writtenMs > noteMs) await write();
    },
  };
}
