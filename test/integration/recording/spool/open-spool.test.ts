import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSpool } from '../../../../services/recording/spool/open-spool.ts';
import { testFolder } from '../../../support/stack.ts';

/** One worker a spool: the lock is its owner's life, not its number, which another program may have by now. */
it('is refused while its owner lives, and opened when it does not', async () => {
  const path = await testFolder('lock');
  const { href } = new URL('../../../../services/recording/spool/open-spool.ts', import.meta.url);
  const script = `const { openSpool } = await import(${JSON.stringify(href)}); await openSpool(${JSON.stringify(path)});
    console.log('open'); setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(owner.stdout, 'data');
  await expect(openSpool(path)).rejects.toThrow(/in use by process \d+.*SPOOL_PATH/);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const spool = await openSpool(path);
  await spool.close();
});

it('is opened after a boot, though another program has its owner\u2019s number', async () => {
  const path = await testFolder('lock');
  const first = await openSpool(path);
  const lock = join(path, 'lock');
  const [pid, startedAt, boot] = (await readFile(lock, 'utf8')).split(' ');
  expect([pid, boot]).toEqual([String(process.pid), expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  // Process 1 always lives.
  for (const life of [`1 ${startedAt} ${boot}`, `1 1 00000000-0000-0000-0000-000000000000`, '', 'rubbish']) {
    await writeFile(lock, life);
    const next = await openSpool(path);
    expect(next.workerId).toBe(first.workerId);
    await next.close();
  }
});
