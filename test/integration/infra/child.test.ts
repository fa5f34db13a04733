import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startChild } from '../../../infra/stack/child.ts';
import { testFolder } from '../../support/stack.ts';

const shell = async (script: string, more: { stopTimeoutMs?: number } = {}) => {
  const logPath = join(await testFolder('child'), 'child.log');
  const isReady = async () => (await readFile(logPath, 'utf8')).includes('ready');
  return startChild({ name: 'Thing', command: 'bash', args: ['-c', script], logPath, isReady, ...more });
};

/** Whether a process is there; one that ended but was not collected yet is not. */
const lives = async (pid: number) => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return !stat.includes(') Z');
};

test('a child that ends at start is told with the end of its log', async () => {
  await expect(shell('echo "disk on fire" >&2; exit 3')).rejects.toThrow(
    /Thing ended at start \(exit code 3\)[\s\S]*disk on fire/,
  );
});

test('a program that is missing is told', async () => {
  const logPath = join(await testFolder('child'), 'child.log');
  const missing = startChild({
    name: 'Thing',
    command: 'no-such-program',
    args: [],
    logPath,
    isReady: async () => false,
  });
  await expect(missing).rejects.toThrow(/Thing .*(cannot be started|ended at start)/);
});

test('close asks, and kills who does not listen', async () => {
  const polite = await shell('trap "exit 0" TERM; echo ready; while :; do sleep 0.05; done');
  await polite.close();
  expect(await polite.exited).toBe('exit code 0');
  const deaf = await shell('trap "" TERM; echo ready; while :; do sleep 0.05; done', { stopTimeoutMs: 200 });
  await deaf.close();
  expect(await deaf.exited).toBe('signal SIGKILL');
});

test('a child dies when we are killed', async () => {
  const logPath = join(await testFolder('child'), 'child.log');
  const script = `
    import { startChild } from '${join(import.meta.dirname, '../../../infra/stack/child.ts')}';
    const options = { name: 'Sleep', command: 'sleep', args: ['1000'], logPath: '${logPath}', isReady: async () => true };
    console.log((await startChild(options)).pid);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
  expect(await lives(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => lives(pid)).toBe(false);
});
