import type { Source } from './sources.ts';

/** The folder that may write each table, as the head of each migration says: "Owner folder: services/x". */
export function tableOwners(migrations: Source[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { path, text } of migrations) {
    const folder = /Owner folder: (services\/[a-z]+)/.exec(text)?.[1];
    if (!folder) throw new Error(`${path} does not name its owner folder`);
    for (const [, table] of text.matchAll(/^create table (\w+)/gm)) if (table) owners.set(table, folder);
  }
  return owners;
}

const writes = [
  /\b(?:insertInto|updateTable|deleteFrom|mergeInto|replaceInto)\(\s*['"`](\w+)/g,
  /\binsert\s+into\s+(\w+)/gi,
  /\bdelete\s+from\s+(?:only\s+)?(\w+)/gi,
  /\bmerge\s+into\s+(\w+)/gi,
  /\btruncate\s+(?:table\s+)?(\w+)/gi,
  /\bupdate\s+(?:only\s+)?(\w+)(?:\s+(?:as\s+)?\w+)?\s+set\b/gi,
];

/** Tables a file writes, through Kysely or in SQL. */
export function tablesWritten(text: string): string[] {
  return [...new Set(writes.flatMap((write) => [...text.matchAll(write)].map(([, table]) => table ?? '')))];
}
