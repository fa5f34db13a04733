import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSpool } from '../../../../services/recording/spool/open-spool.ts';
import { testFolder } from '../../../support/stack.ts';

/** One worker a spool, whatever became of the one before. */
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
  // Frozen, it holds it all the same.
  owner.kill('SIGSTOP');
  await expect(openSpool(path)).rejects.toThrow(/in use/);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const spool = await openSpool(path);
  await spool.close();
});

it('is opened where a boot, a full disk or an older version left something in the way', async () => {
  const path = join(await testFolder('lock'), 'a-path-that-is-longer-than-the-name-of-a-socket-may-be'.repeat(3));
  const first = await openSpool(path);
  await expect(openSpool(path)).rejects.toThrow(`in use by process ${process.pid}`);
  await first.close();
  for (const left of ['', '1 1 rubbish']) {
    await writeFile(join(path, 'lock'), left);
    const next = await openSpool(path);
    expect(next.workerId).toBe(first.workerId);
    await next.close();
  }
});
