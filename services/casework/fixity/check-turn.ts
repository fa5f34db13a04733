import { type DocumentTable, documentAt, documentsAfter, documentTables } from '../../custody/documents.ts';
import {
  advance,
  type Cycle,
  completeCycle,
  currentCycle,
  currentOrNewCycle,
  noteTotals,
  reachedIn,
} from '../../custody/fixity/cycles.ts';
import { createPacer, dueNow, keepsUp } from '../../custody/fixity/pace.ts';
import { clearSuspect, suspectsDue } from '../../custody/fixity/suspects.ts';
import { segmentAt, segmentsAfter } from '../../recording/segments.ts';
import { checkDocument } from './check-document.ts';
import { checkSegment } from './check-segment.ts';
import type { FixityDeps, Turn } from './fixity-deps.ts';
import { countTotals, type Lane, lanesLeft } from './lanes.ts';
import { sampleNight } from './sample-night.ts';

/** Short, so that two programs share the work and a stop is not waited for. */
const turnMs = 8000;
/** How old a count of the store may be. */
const countedMs = 6 * 3_600_000;
/** Read between two notes of how far it has come. */
const atOnce = 16;

/**
 * One turn of reading the store again: what could not be read before, the night's sample, then what of the cycle is due by
 * now. Returns whether more is due. Throws when the store is away: the next turn goes on where this one ended.
 */
export async function checkTurn(deps: FixityDeps, signal: AbortSignal): Promise<boolean> {
  const turn = startTurn(deps, signal);
  const now = new Date(deps.clock.now());
  const begun = await currentOrNewCycle(deps.db, now, deps);
  const cycle = await counted(turn, begun, now);
  await trySuspects(turn);
  const isSampled = await sampleNight(turn);
  const isDone = (await readDocuments(turn, cycle)) && (await readFootage(turn, cycle));
  // Its time was over when this turn began, so what was done is all there was.
  if (isDone && now >= cycle.dueAt) {
    if (await completeCycle(deps.db, cycle.id, new Date(deps.clock.now())))
      deps.log.info({ cycleId: cycle.id, faults: cycle.faults }, 'everything in the store was read once more');
  }
  return !(isSampled && isDone);
}

function startTurn(deps: FixityDeps, signal: AbortSignal): Turn {
  const endMs = deps.clock.now() + turnMs;
  const { spent } = createPacer(deps, deps.bytesPerS, signal);
  return { ...deps, signal, spent, hasTime: () => !signal.aborted && deps.clock.now() < endMs };
}

/** The cycle with totals that are not too old; says when it cannot keep up. */
async function counted(turn: Turn, cycle: Cycle, now: Date): Promise<Cycle> {
  if (now.getTime() - cycle.countedAt.getTime() < countedMs) return cycle;
  const counts = await countTotals(turn.db, cycle, endOf(cycle, now), turn.signal);
  const totals = { ...counts, bytesPerS: turn.bytesPerS };
  await noteTotals(turn.db, cycle.id, totals, now);
  const next = { ...cycle, ...totals };
  if (!keepsUp(next, now.getTime()))
    turn.log.warn(totals, 'reading the store again falls behind: raise FIXITY_MIB_S, or give the store faster disks');
  return next;
}

/** What was recorded after the cycle was due belongs to the next. */
const endOf = ({ dueAt }: Cycle, now: Date) => (now < dueAt ? now : dueAt);

async function trySuspects(turn: Turn) {
  for (const { lane, position } of await suspectsDue(turn.db, new Date(turn.clock.now()), atOnce)) {
    if (!turn.hasTime()) return;
    const from = documentTables.find(({ table }) => table === lane);
    if (from) {
      const document = await documentAt(turn.db, from, position);
      if (document) await checkDocument(turn, from, document);
      else await clearSuspect(turn.db, { lane, position });
    } else {
      const segment = await segmentAt(turn.db, lane, new Date(position));
      if (segment) await checkSegment(turn, segment);
      else await clearSuspect(turn.db, { lane, position });
    }
  }
}

/** Reads the documents that are due. Returns whether there is nothing more to do now. */
async function readDocuments(turn: Turn, cycle: Cycle): Promise<boolean> {
  let { documents: due } = dueNow(cycle, turn.clock.now());
  for (const from of documentTables) {
    while (due > 0) {
      if (!turn.hasTime()) return false;
      const read = await stepDocuments(turn, cycle, from, due);
      if (read === 0) break;
      due -= read;
    }
  }
  return true;
}

async function stepDocuments(turn: Turn, cycle: Cycle, from: DocumentTable, due: number): Promise<number> {
  const before = await reachedIn(turn.db, cycle.id, from.table);
  const step = startStep(from.table, before);
  const found = await documentsAfter(turn.db, from, before ?? '', Math.min(due, atOnce));
  try {
    for (const document of found) {
      if (!turn.hasTime()) break;
      if ((await checkDocument(turn, from, document)) === 'fault') step.faults += 1;
      step.documents += 1;
      step.reached = document.key;
    }
  } finally {
    if (step.documents > 0) await advance(turn.db, cycle.id, step);
  }
  return step.documents;
}

/** Reads the footage that is due, of each camera a little in turn, the oldest first. Returns whether there is nothing more to do now. */
async function readFootage(turn: Turn, cycle: Cycle): Promise<boolean> {
  for (let lanes: Lane[] = []; ; ) {
    const now = await currentCycle(turn.db);
    if (now?.id !== cycle.id) return true;
    const { bytes: due } = dueNow(now, turn.clock.now());
    if (due <= 0) return true;
    if (!turn.hasTime()) return false;
    const end = endOf(cycle, new Date(turn.clock.now()));
    // Of all cameras together, and seldom: there may be thousands.
    if (lanes.length === 0) lanes = await lanesLeft(turn.db, cycle.id, end);
    const lane = lanes.shift();
    if (!lane) return true;
    await stepFootage(turn, cycle, lane, { due, end });
  }
}

async function stepFootage(
  turn: Turn,
  cycle: Cycle,
  { cameraId, reached }: { cameraId: string; reached: string | null },
  { due, end }: { due: number; end: Date },
) {
  const step = startStep(cameraId, reached);
  const segments = await segmentsAfter(turn.db, cameraId, new Date(reached ?? 0), end, atOnce);
  try {
    for (const segment of segments) {
      if (!turn.hasTime() || step.bytes >= due) break;
      if ((await checkSegment(turn, segment)) === 'fault') step.faults += 1;
      step.segments += 1;
      step.bytes += segment.video.bytes + (segment.audio?.bytes ?? 0);
      step.reached = segment.startedAt.toISOString();
    }
  } finally {
    if (step.segments > 0) await advance(turn.db, cycle.id, step);
  }
}

const startStep = (lane: string, before: string | null) => ({
  ...{ lane, before, reached: before ?? '' },
  ...{ bytes: 0, segments: 0, documents: 0, faults: 0 },
});
