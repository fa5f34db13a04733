import type { Result } from '../result.ts';
import { benchAudit } from './audit.ts';
import { benchFlips } from './flips.ts';
import { benchFolder } from './folder.ts';
import { benchHold } from './hold.ts';
import { benchVerify } from './verify.ts';

/** What proof costs: checking an evidence folder, appending to the audit log, holding a long session, taking a folder. */
export async function benchCustody(say: (line: string) => void): Promise<Result> {
  const result: Result = { rows: [], figures: {} };
  for (const bench of [benchVerify, benchFlips, benchAudit, benchHold, benchFolder]) {
    const figures = await bench(say);
    Object.assign(result.figures, figures);
    for (const [figure, value] of Object.entries(figures)) result.rows.push({ figure, value });
  }
  return result;
}
