import { EventEmitter, once } from 'node:events';
import type { Log } from '../../services/log.ts';

const alarms = [0.5, 0.8];

/**
 * Counts the bytes in the spool against its limit. Footage that is not yet safe is never overwritten: at the limit
 * recording waits (gap cause `spool_full`) until a tenth is free again.
 */
export function createSpoolRoom(limitBytes: number, startBytes: number, log: Log) {
  const changed = new EventEmitter();
  let bytes = startBytes;
  let level = 0;

  function change(by: number) {
    bytes += by;
    const now = alarms.filter((share) => bytes >= share * limitBytes).length;
    if (now > level) log.error({ bytes, limitBytes }, 'spool fills up: bucket or database do not take footage');
    level = now;
    if (by < 0) changed.emit('freed');
  }

  return {
    add: (count: number) => change(count),
    free: (count: number) => change(-count),
    bytes: () => bytes,
    isFull: () => bytes >= limitBytes,
    /** Waits for room; false when `signal` aborted first. */
    async wait(signal: AbortSignal): Promise<boolean> {
      if (bytes < limitBytes) return true;
      while (bytes >= limitBytes * 0.9) {
        await once(changed, 'freed', { signal }).catch(() => undefined);
        if (signal.aborted) return false;
      }
      return true;
    },
  };
}
