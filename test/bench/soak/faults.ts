import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { SimulatedCameras } from '../../../infra/stack/camera.ts';
import type { House } from '../../../infra/up/house.ts';
import type { GapCause } from '../../../services/contracts/recording/gap.ts';
import type { startToxiproxy } from '../../support/toxiproxy.ts';

type Line = Awaited<ReturnType<Awaited<ReturnType<typeof startToxiproxy>>['proxy']>>;

export interface SoakSite {
  house: House;
  cameras: SimulatedCameras;
  /** Each camera's own line to the recorder, by its name. */
  lines: Map<string, Line>;
}

/** A fault that was made: whom it met, and the causes that a gap around it may truly have. */
export interface Made {
  name: string;
  /** null = all. */
  camera: string | null;
  causes: readonly GapCause[];
  fromMs: number;
  toMs: number;
}

interface Kind {
  name: string;
  isOfCamera: boolean;
  /** Empty: it may cost no frame at all. */
  causes: readonly GapCause[];
  longestS: number;
  make: (site: SoakSite, camera: string, ms: number) => Promise<void>;
}

const worker = 'ingest-2';

const kinds: Kind[] = [
  {
    ...ofCamera('line cut', ['ended_by_camera', 'refused'], 20),
    make: ({ lines }, camera, ms) => during(ms, lineOf(lines, camera).cut, lineOf(lines, camera).mend),
  },
  {
    ...ofCamera('line resets', ['ended_by_camera', 'refused'], 20),
    make: ({ lines }, camera, ms) =>
      toxic(lineOf(lines, camera), { type: 'reset_peer', attributes: { timeout: 0 } }, ms),
  },
  {
    // When it speaks again, Toxiproxy closes the connections that it had silenced.
    ...ofCamera('line silent', ['stalled', 'timeout', 'ended_by_camera'], 30),
    make: ({ lines }, camera, ms) => toxic(lineOf(lines, camera), { type: 'timeout', attributes: { timeout: 0 } }, ms),
  },
  {
    ...ofCamera('line slow and unsteady', [], 30),
    make: ({ lines }, camera, ms) =>
      toxic(lineOf(lines, camera), { type: 'latency', attributes: { latency: 400, jitter: 300 } }, ms),
  },
  {
    ...ofCamera('camera stalls', ['stalled', 'timeout'], 30),
    make: ({ cameras }, camera, ms) => control(cameras, camera, 'stall', 'resume', ms),
  },
  {
    ...ofCamera('camera off and on', ['ended_by_camera', 'refused'], 20),
    make: ({ cameras }, camera, ms) => control(cameras, camera, 'stop', 'start', ms),
  },
  {
    ...ofCamera('camera throws readers out', ['ended_by_camera'], 1),
    make: ({ cameras }, camera) => cameras.control(camera, 'drop'),
  },
  { ...ofHouse('MinIO away', [], 40), make: ({ house }, _, ms) => away(house, 'MinIO', ms) },
  { ...ofHouse('PostgreSQL restarts', [], 1), make: ({ house }) => away(house, 'PostgreSQL', 0) },
  { ...ofHouse('Redis flushed', [], 1), make: ({ house }) => flushRedis(house) },
  {
    ...ofHouse('ingest killed', ['worker_lost', 'worker_restart'], 1),
    make: async ({ house }) => void process.kill(pidOf(house, worker), 'SIGKILL'),
  },
  {
    ...ofHouse('ingest frozen', ['worker_lost', 'worker_restart'], 20),
    make: ({ house }, _, ms) => freeze(pidOf(house, worker), ms),
  },
];

function ofCamera(name: string, causes: readonly GapCause[], longestS: number) {
  return { name, causes, longestS, isOfCamera: true };
}

function ofHouse(name: string, causes: readonly GapCause[], longestS: number) {
  return { name, causes, longestS, isOfCamera: false };
}

/** Makes one fault, chosen by `random` (0 to 1), and waits until it is over. */
export async function makeFault(site: SoakSite, random: () => number, say: (line: string) => void): Promise<Made> {
  const kind = pick(kinds, random);
  const camera = kind.isOfCamera ? pick([...site.lines.keys()], random) : null;
  const ms = Math.round(1000 * (1 + random() * (kind.longestS - 1)));
  const fromMs = Date.now();
  say(`${new Date(fromMs).toISOString()} ${kind.name}${camera ? `: ${camera}` : ''}, ${ms / 1000} s`);
  await kind.make(site, camera ?? '', ms);
  return { name: kind.name, camera, causes: kind.causes, fromMs, toMs: Date.now() };
}

function pick<T>(list: readonly T[], random: () => number): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}

async function during(ms: number, begin: () => Promise<void>, end: () => Promise<void>) {
  await begin();
  await delay(ms);
  await end();
}

function lineOf(lines: SoakSite['lines'], camera: string): Line {
  const line = lines.get(camera);
  if (!line) throw new Error(`${camera} has no line`);
  return line;
}

function toxic(line: Line, what: Parameters<Line['add']>[0], ms: number) {
  return during(
    ms,
    () => line.add(what),
    () => line.remove(what.type),
  );
}

function control(
  cameras: SimulatedCameras,
  camera: string,
  begin: 'stall' | 'stop',
  end: 'resume' | 'start',
  ms: number,
) {
  return during(
    ms,
    () => cameras.control(camera, begin),
    () => cameras.control(camera, end),
  );
}

async function away(house: House, name: string, ms: number) {
  const part = house.parts.get(name);
  if (!part) throw new Error(`the house has no ${name}`);
  await during(ms, part.close, part.startAgain);
}

async function flushRedis(house: House) {
  const redis = new Redis(house.env.REDIS_URL ?? '');
  await redis.flushall();
  redis.disconnect();
}

async function freeze(pid: number, ms: number) {
  process.kill(pid, 'SIGSTOP');
  await delay(ms);
  process.kill(pid, 'SIGCONT');
}

/** Process of a part that runs now. */
export function pidOf(house: House, name: string): number {
  const running = house.parts.get(name)?.now();
  if (!running) throw new Error(`${name} does not run`);
  return running.pid;
}
