import { expect, test } from 'vitest';
import { functionsOf, projectPaths, sources } from '../../support/house/sources.ts';

const code = ['.ts', '.tsx', '.py', '.sh', '.css'];

/** Over the hard number fails; over the soft one is printed. */
function judge(what: string, sizes: { where: string; size: number }[], soft: number, hard: number) {
  const over = sizes.filter(({ size }) => size > soft).sort((a, b) => b.size - a.size);
  const text = ({ where, size }: { where: string; size: number }) => `${where}: ${size}`;
  if (over.length > 0) console.info(`${what} over ${soft}:\n  ${over.map(text).join('\n  ')}`);
  expect(over.filter(({ size }) => size > hard).map(text)).toEqual([]);
}

test('no file is longer than 400 lines', () => {
  const sizes = sources(code).map(({ path, text }) => ({ where: path, size: text.trimEnd().split('\n').length }));
  judge('files', sizes, 250, 400);
});

test('no function is longer than 60 lines', () => {
  const sizes = sources(['.ts', '.tsx']).flatMap(functionsOf);
  expect(sizes.length).toBeGreaterThan(50);
  judge(
    'functions',
    sizes.map(({ where, lines }) => ({ where, size: lines })),
    40,
    60,
  );
});

test('no main.ts is longer than 80 lines', () => {
  const mains = sources(['/main.ts']).filter(({ path }) => !path.startsWith('test/'));
  judge(
    'main.ts',
    mains.map(({ path, text }) => ({ where: path, size: text.trimEnd().split('\n').length })),
    80,
    80,
  );
});

test('no folder holds more than 14 entries', () => {
  const entries = new Map<string, Set<string>>();
  for (const path of projectPaths()) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/');
      entries.set(folder, (entries.get(folder) ?? new Set()).add(parts[depth] ?? ''));
    }
  }
  entries.delete('infra/migrations');
  judge(
    'folders',
    [...entries].map(([where, names]) => ({ where, size: names.size })),
    10,
    14,
  );
});
