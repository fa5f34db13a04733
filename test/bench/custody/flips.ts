import { randomInt } from 'node:crypto';
import { verifyFolder } from '../../../services/evidence/verify-folder.ts';
import { asFolder, makeFolder, officeKey } from '../../support/evidence/made-up-folder.ts';

const flips = 10_000;

/** Single bytes changed at random, anywhere in an evidence folder: how many pass the check. */
export async function benchFlips(say: (line: string) => void): Promise<Record<string, number>> {
  const files = makeFolder(3);
  const paths = [...files.keys()];
  const total = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  let passed = 0;
  for (let i = 0; i < flips; i++) {
    let place = randomInt(total);
    const path = paths.find((one) => {
      const { length = 0 } = files.get(one) ?? {};
      if (place < length) return true;
      place -= length;
      return false;
    });
    const bytes = Uint8Array.from(files.get(path ?? '') ?? []);
    bytes[place] = (bytes[place] ?? 0) ^ randomInt(1, 256);
    const { verdict } = await verifyFolder(asFolder(new Map(files).set(path ?? '', bytes)), {
      knownKeys: [officeKey.fingerprint],
    });
    if (verdict !== 'not') {
      passed += 1;
      say(`passed: byte ${place} of ${path}`);
    }
  }
  return { flips, flips_passed: passed };
}
