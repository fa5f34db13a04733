import { appendFile, readFile, stat } from 'node:fs/promises';
import type { Db } from '../../adapters/postgres/connect.ts';

/**
 * A file that each head is appended to as one line, for a share of another machine or a printer: what was written there
 * cannot be taken back by whoever owns the database and the store.
 */
export async function openHeadsFile(db: Db, path: string) {
  let lastNumber = await lastWritten(path);
  return {
    /** Appends the heads that are not in it yet. */
    async append(): Promise<void> {
      const heads = await db
        .selectFrom('audit_heads')
        .selectAll()
        .where('number', '>', lastNumber)
        .orderBy('number')
        .execute();
      for (const { number, made_at, to_position, root, sha256, signing_key } of heads) {
        const columns = [
          number,
          made_at.toISOString(),
          to_position,
          root.toString('hex'),
          sha256.toString('hex'),
          signing_key,
        ];
        await appendFile(path, `${columns.join('\t')}\n`, { flush: true });
        lastNumber = number;
      }
    },
  };
}

/** The number in its last line; 0 for a new file, and for a printer, which gets them all again. */
async function lastWritten(path: string): Promise<number> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return 0;
  return Number((await readFile(path, 'utf8')).trimEnd().split('\n').at(-1)?.split('\t')[0] ?? 0);
}
