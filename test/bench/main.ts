import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { benchIngest } from './ingest.ts';
import type { Result } from './result.ts';

/** `npm run bench -- NAME [--json FILE]`: prints a table; FILE gets `{ "figures": { key: number } }`. */
const benches: Record<string, (say: (line: string) => void) => Promise<Result>> = { ingest: benchIngest };

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const [name = ''] = positionals;
const bench = benches[name];
if (!bench || positionals.length !== 1) {
  console.error(`Usage: npm run bench -- NAME [--json FILE]; NAME is one of: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
const { rows, figures } = await bench((line) => console.error(line));
console.table(rows);
const json = `${JSON.stringify({ figures }, null, 1)}\n`;
console.log(json);
if (values.json) await writeFile(values.json, json);
