import { expect, test } from 'vitest';
import { isEntry } from '../../support/house/directions.ts';
import { projectPaths, sources } from '../../support/house/sources.ts';

test('the top level holds only what the design lists', () => {
  const allowed =
    'package.json package-lock.json tsconfig.json biome.json README.md LICENSE services workers web infra test';
  const top = new Set(projectPaths().map((path) => path.split('/')[0] ?? ''));
  const strange = [...top].filter((name) => !name.startsWith('.') && !allowed.split(' ').includes(name));
  expect(strange).toEqual([]);
});

test('no file or folder has a name that says nothing', () => {
  const empty = /^(utils?|helpers?|common|misc|types|constants|index)(\.tsx?)?$|(-service|-manager|-impl)(\.tsx?)?$/;
  const bad = projectPaths().filter((path) => path.split('/').some((part) => empty.test(part)));
  expect(bad).toEqual([]);
});

test('files are kebab-case', () => {
  const bad = projectPaths().filter((path) => /\.tsx?$/.test(path) && !/(^|\/)[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(path));
  expect(bad).toEqual([]);
});

test('only programs and the config read the environment', () => {
  const allowed = (path: string) => isEntry(path) || path === 'services/config.ts' || /^(infra|test)\//.test(path);
  const bad = sources(['.ts', '.tsx']).filter(({ path, text }) => !allowed(path) && text.includes('process.env'));
  expect(bad.map(({ path }) => path)).toEqual([]);
});
