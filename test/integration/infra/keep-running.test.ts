import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startChild } from '../../../infra/stack/child.ts';
import { keepRunning } from '../../../infra/up/keep-running.ts';
import { testFolder } from '../../support/stack.ts';

test('a program that dies is named, started again, and ends when told', async () => {
  const logPath = join(await testFolder('keep'), 'thing.log');
  const isReady = async () => (await readFile(logPath, 'utf8')).includes('I live');
  const started: number[] = [];
  const said: string[] = [];
  const start = async () => {
    const args = ['-c', 'echo "I live"; exec sleep 1000'];
    const child = await startChild({ name: 'Thing', command: 'bash', args, logPath, isReady });
    started.push(child.pid);
    return child;
  };
  const kept = await keepRunning('Thing', start, (line) => said.push(line));
  await expect.poll(() => process.kill(kept.first.pid, 'SIGKILL')).toBe(true);
  await expect.poll(() => started.length, { timeout: 5000 }).toBe(2);
  await expect.poll(() => said.length).toBe(2);
  expect(said[0]).toMatch(/^Thing ended \(signal SIGKILL\)[\s\S]*I live/);
  expect(said[1]).toBe('Thing runs again');
  expect(kept.now()?.pid).toBe(started[1]);
  await kept.close();
  expect(kept.now()).toBeNull();
  expect(() => process.kill(started[1] ?? 0, 0)).toThrow();
  await kept.startAgain();
  expect(kept.now()?.pid).toBe(started[2]);
  await kept.close();
  expect(() => process.kill(started[2] ?? 0, 0)).toThrow();
});

test('a program that does not come up the first time fails the start', async () => {
  const start = () => Promise.reject(new Error('no'));
  await expect(keepRunning('Thing', start, () => {})).rejects.toThrow('no');
});
