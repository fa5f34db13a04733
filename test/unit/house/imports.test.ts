import { expect, test } from 'vitest';
import { findCycles } from '../../support/house/cycles.ts';
import { directionFault } from '../../support/house/directions.ts';
import { importsOf, sources } from '../../support/house/sources.ts';

const files = sources(['.ts', '.tsx']);
const imports = files.flatMap(importsOf);
const own = imports.filter(({ isPackage }) => !isPackage);

test('every import goes in the direction of the design', () => {
  expect(imports.length).toBeGreaterThan(50);
  const faults = own.flatMap(({ from, to }) => {
    const fault = directionFault(from, to);
    return fault ? [`${from} → ${to}: ${fault}`] : [];
  });
  expect(faults).toEqual([]);
});

test('the rule itself tells right from wrong', () => {
  expect(directionFault('services/custody/seal.ts', 'services/adapters/bucket/bucket.ts')).toBeNull();
  expect(directionFault('services/access/views.ts', 'services/custody/audit.ts')).toBeNull();
  expect(directionFault('services/custody/audit.ts', 'services/access/may.ts')).not.toBeNull();
  expect(directionFault('services/adapters/queue/worker.ts', 'services/adapters/postgres/tables.ts')).not.toBeNull();
  expect(directionFault('web/src/app/app.tsx', 'services/api/app.ts')).not.toBeNull();
  expect(directionFault('test/e2e/x.test.ts', 'services/api/main.ts')).not.toBeNull();
  expect(directionFault('services/api/app.ts', 'services/config.ts')).not.toBeNull();
  expect(directionFault('services/api/main.ts', 'services/config.ts')).toBeNull();
  expect(directionFault('services/api/app.ts', 'test/support/stack.ts')).not.toBeNull();
});

test('no file imports itself round a corner', () => {
  const graph = new Map(files.map(({ path }) => [path, own.filter(({ from }) => from === path).map(({ to }) => to)]));
  expect(findCycles(graph).map((cycle) => cycle.join(' → '))).toEqual([]);
  expect(
    findCycles(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['a']],
      ]),
    ),
  ).toEqual([['a', 'b', 'c', 'a']]);
});

test('contracts know zod and nothing else', () => {
  const foreign = imports.filter(
    ({ from, to, isPackage }) => isPackage && from.startsWith('services/contracts/') && to !== 'zod',
  );
  expect(foreign.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('only an adapter knows its library', () => {
  const homes: Record<string, string> = {
    pg: 'services/adapters/postgres/',
    minio: 'services/adapters/bucket/',
    bullmq: 'services/adapters/queue/',
    'socket.io': 'services/adapters/realtime/',
    '@socket.io/redis-adapter': 'services/adapters/realtime/',
    '@socket.io/redis-emitter': 'services/adapters/realtime/',
    'fluent-ffmpeg': 'services/adapters/video/',
  };
  const faults = imports.filter(({ from, to }) => {
    const home = homes[to];
    return home !== undefined && /^(services|workers|web)\//.test(from) && !from.startsWith(home);
  });
  expect(faults.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});
