import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { openSpoolRoom } from '../../../../workers/ingest/spool-room.ts';
import { heardLog } from '../../../support/heard-log.ts';

const limitBytes = 1000;

/** The alarms that ring while the spool comes to hold so many bytes, one after the other. */
async function alarmsAt(...levels: number[]): Promise<string[]> {
  const { log, said } = heardLog();
  const room = await openSpoolRoom({ path: tmpdir(), limitBytes, startBytes: 0, log });
  for (const level of levels) room.add(level - room.bytes());
  room.close();
  return said.map((words) => /spool is (\d+) % full/.exec(words)?.[1] ?? words);
}

it('an alarm rings at each level, and again only after the spool has fallen well below it', async () => {
  expect(await alarmsAt(499, 500, 799, 800, 1000)).toEqual(['50', '80']);
  expect(await alarmsAt(805, 795, 805, 790, 800)).toEqual(['80']);
  expect(await alarmsAt(800, 719, 800)).toEqual(['80', '80']);
  expect(await alarmsAt(500, 449, 500, 451, 500)).toEqual(['50', '50']);
});
