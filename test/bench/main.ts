import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { benchCustody } from './custody/custody.ts';
import { benchHidden } from './hidden/hidden.ts';
import { benchIngest } from './ingest/ingest.ts';
import { benchLists } from './lists/lists.ts';
import { benchLive } from './live/live.ts';
import { benchLoad } from './load/load.ts';
import { benchReplay } from './replay/replay.ts';
import type { Result } from './result.ts';
import { benchSoak } from './soak/soak.ts';

/** `npm run bench -- NAME [--json FILE]`: prints a table; FILE gets `{ "figures": { key: number } }`. */
const benches: Record<string, (say: (line: string) => void, wanted: Wanted) => Promise<Result>> = {
  custody: benchCustody,
  hidden: benchHidden,
  ingest: benchIngest,
  lists: benchLists,
  live: benchLive,
  load: benchLoad,
  replay: benchReplay,
  soak: benchSoak,
};

/** What a bench is told; numbers. */
interface Wanted {
  minutes?: number;
  seed?: number;
}

const number = { type: 'string' } as const;
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, minutes: number, seed: number },
});
const [name = ''] = positionals;
const bench = benches[name];
const wanted: Wanted = {
  ...(values.minutes === undefined ? {} : { minutes: Number(values.minutes) }),
  ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
};
if (!bench || positionals.length !== 1 || Object.values(wanted).some((value) => !(value >= 0))) {
  console.error(
    `Usage: npm run bench -- NAME [--json FILE] [--minutes N] [--seed N]; NAME is one of: ${Object.keys(benches).join(', ')}`,
  );
  process.exit(2);
}
const { rows, figures } = await bench((line) => console.error(line), wanted);
console.table(rows);
const json = `${JSON.stringify({ figures }, null, 1)}\n`;
console.log(json);
if (values.json) await writeFile(values.json, json);
