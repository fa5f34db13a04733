import { EventEmitter, once } from 'node:events';
import { statfs } from 'node:fs/promises';
import type { Log } from '../../services/log.ts';

const alarms = [0.5, 0.8];
/** An alarm is over when the spool has fallen to this share of its level: one that hovers there does not ring all the time. */
const overAt = 0.9;
const askDiskEveryMs = 2000;
/** Left free on the spool's disk, so that open segments can still be closed in order. */
const reserveBytes = 64 * 1024 * 1024;
const reserveShare = 0.05;

interface SpoolRoomInputs {
  path: string;
  limitBytes: number;
  /** Footage that is in the spool already. */
  startBytes: number;
  log: Log;
}

export type SpoolRoom = Awaited<ReturnType<typeof openSpoolRoom>>;

/**
 * Counts the bytes in the spool against its limit, and what its disk has left. Footage that is not yet safe is never
 * overwritten: at the limit, or with the disk nearly full, recording waits (gap cause `spool_full`) until there is
 * some room again.
 */
export async function openSpoolRoom({ path, limitBytes, startBytes, log }: SpoolRoomInputs) {
  // One listener for each camera that waits.
  const changed = new EventEmitter().setMaxListeners(0);
  let bytes = startBytes;
  let level = 0;
  let disk = await diskOf(path);
  const timer = setInterval(async () => {
    disk = await diskOf(path).catch((error: unknown) => {
      log.error({ err: error }, 'spool disk does not answer');
      return disk;
    });
    changed.emit('freed');
  }, askDiskEveryMs);

  function change(by: number) {
    bytes += by;
    const levelAt = (part: number) => alarms.filter((share) => bytes >= share * part * limitBytes).length;
    const reached = levelAt(1);
    const percent = (alarms[reached - 1] ?? 0) * 100;
    if (reached > level)
      log.error({ bytes, limitBytes }, `spool is ${percent} % full: bucket or database take no footage`);
    level = Math.max(reached, Math.min(level, levelAt(overAt)));
    if (by < 0) changed.emit('freed');
  }

  const isFull = () => bytes >= limitBytes || disk.freeBytes < disk.reserveBytes;
  const hasRoomAgain = () => bytes < limitBytes * 0.9 && disk.freeBytes > disk.reserveBytes * 2;
  return {
    add: (count: number) => change(count),
    free: (count: number) => change(-count),
    bytes: () => bytes,
    isFull,
    /** Waits for room; false when `signal` aborted first. */
    async wait(signal: AbortSignal): Promise<boolean> {
      if (!isFull()) return true;
      log.error({ bytes, limitBytes, ...disk }, 'spool is full: a camera stops until footage is stored');
      while (!hasRoomAgain()) {
        await once(changed, 'freed', { signal }).catch(() => undefined);
        if (signal.aborted) return false;
      }
      return true;
    },
    close: () => clearInterval(timer),
  };
}

async function diskOf(path: string) {
  const { bsize, blocks, bavail } = await statfs(path);
  return { freeBytes: bavail * bsize, reserveBytes: Math.min(reserveBytes, blocks * bsize * reserveShare) };
}
