import { execFile } from 'node:child_process';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { spoolRun } from '../../../support/footage/spooled-run.ts';
import { type CheckHouse, openCheckHouse } from './house.ts';

const root = join(import.meta.dirname, '../../../..');
let house: CheckHouse;
beforeEach(async () => {
  house = await openCheckHouse();
  return house.close;
});

describe('the command', () => {
  function command(...args: string[]): Promise<{ code: number; out: string }> {
    const env = {
      ...process.env,
      ...{
        DATABASE_URL: house.url,
        BUCKET_KIND: 'disk',
        BUCKET_DISK_PATH: house.folder,
        SPOOL_PATH: house.spoolPath,
      },
    };
    const cli = 'services/recording/check-store/check-store-cli.ts';
    return new Promise((resolve) => {
      execFile('node_modules/.bin/node', [cli, ...args], { cwd: root, env }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out: out + err }),
      );
    });
  }

  it('ends with 0, 1 or 2, and says why', async () => {
    expect(await command()).toMatchObject({
      code: 0,
      out: expect.stringContaining('Rows, store and spool are the same'),
    });
    const { video } = await house.nth(3);
    await house.deleteRows(3);
    const longAgo = new Date(Date.now() - 3_600_000);
    for (const key of (await house.contents()).map((line) => line.split(' ')[0] ?? ''))
      for (const one of await readdir(house.folderOf(key)))
        await utimes(join(house.folderOf(key), one), longAgo, longAgo);
    const found = await command('--json');
    expect(found.code).toBe(1);
    const lines = found.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines[0]).toMatchObject({ kind: 'object_without_row', key: video.key, mended: false });
    expect(lines[1]).toMatchObject({ segments: 3, differences: { object_without_row: { found: 1, mended: 0 } } });
    expect((await command('--repair')).code).toBe(0);
    expect((await command('--nonsense')).code).toBe(2);
  });

  it('tells what waits in each spool it is given', async () => {
    const [one, other] = [join(house.folder, 'one'), join(house.folder, 'other')];
    const { cameraId } = house;
    await spoolRun({ spool: one, cameraId, startedAtMs: Date.now(), segments: 2 });
    const { code, out } = await command('--spool', one, '--spool', other);
    expect([code, out]).toEqual([0, expect.stringMatching(/one: 2 segments wait.*other: 0 segments wait/s)]);
  });

  it('repairs nothing when the bucket is empty: it is the wrong one', async () => {
    await house.emptyStore();
    expect(await command('--repair')).toMatchObject({ code: 2, out: expect.stringContaining('no footage at all') });
    expect(await house.segments()).toHaveLength(4);
  });
});
