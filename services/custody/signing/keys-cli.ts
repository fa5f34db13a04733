import { parseArgs } from 'node:util';
import { z } from 'zod';
import { connectPostgres } from '../../adapters/postgres/connect.ts';
import { configSchema } from '../../config.ts';
import { readKeys, writeKey } from './key-files.ts';
import { publishedKeys, publishKeys } from './published-keys.ts';
import { newKey } from './signing-key.ts';

const usage = `npm run keys -- list              the keys that sign, with their fingerprints
npm run keys -- rotate [--days 7]  a new key, endorsed by the one before, that signs after so many days
                                   (run it where the jobs program runs; copy the new file away afterwards)`;

const settings = configSchema.pick({ DATABASE_URL: true, KEYS_PATH: true });
const commandLine = z.object({ act: z.enum(['list', 'rotate']), days: z.coerce.number().min(0).max(3650).default(7) });
const dayMs = 86_400_000;

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run() {
  const { values, positionals } = parseArgs({ options: { days: { type: 'string' } }, allowPositionals: true });
  const command = commandLine.safeParse({ act: positionals[0], ...values });
  if (!command.success) throw new Error(usage);
  const config = settings.parse(process.env);
  const { db, close } = connectPostgres(config.DATABASE_URL, { max: 1 });
  try {
    if (command.data.act === 'rotate') {
      const now = new Date();
      const before = (await readKeys(config.KEYS_PATH)).at(-1);
      if (!before)
        throw new Error(`There is no key in ${config.KEYS_PATH} yet: the jobs program makes it when it starts.`);
      const signsFrom = new Date(Math.max(now.getTime(), Date.parse(before.signsFrom)) + command.data.days * dayMs);
      const key = newKey({ now, signsFrom }, before);
      await writeKey(config.KEYS_PATH, key);
      await publishKeys(db, [before, key]);
    }
    for (const { fingerprint, signsFrom, endorsement } of await publishedKeys(db))
      console.log(`${fingerprint}  from ${signsFrom}${endorsement ? `  endorsed by ${endorsement.keyId}` : ''}`);
  } finally {
    await close();
  }
}
