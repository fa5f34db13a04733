import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { gapsOf } from '../../../../services/recording/coverage.ts';
import { storeFootage } from '../../../support/footage/stored-footage.ts';
import { ledgerFaults } from '../../../support/ledger/ledger-faults.ts';
import { type CheckHouse, openCheckHouse } from './house.ts';

let house: CheckHouse;
beforeEach(async () => {
  house = await openCheckHouse();
  return house.close;
});

it('finds nothing where nothing differs', async () => {
  expect(await house.check({ deep: true })).toMatchObject({ found: [], counts: { segments: 4, objects: 8, fresh: 0 } });
});

describe('footage without a row', () => {
  it('gets its row back from its own bytes, and the ledger is whole again', async () => {
    const before = await house.rows();
    await house.deleteRows(1);
    expect(await ledgerFaults(house.db)).not.toEqual([]);
    expect((await house.check()).found).toEqual(Array(3).fill('object_without_row'));
    const there = await house.contents();
    expect((await house.check({ repair: true })).found).toEqual(Array(3).fill('object_without_row mended'));
    const known = ({ stored_at: _, ...row }: (typeof before)[number]) => row;
    expect((await house.rows()).map(known)).toEqual(before.map(known));
    expect(await ledgerFaults(house.db)).toEqual([]);
    expect(await house.contents()).toEqual(there);
    expect((await house.check({ repair: true, deep: true })).found).toEqual([]);
  });

  it('gets its run back too', async () => {
    const before = await house.nth(0);
    await house.deleteRows(0);
    await house.asOwner(sql`delete from runs where camera_id = ${house.cameraId}`);
    expect((await house.check({ repair: true })).found).toEqual(Array(4).fill('object_without_row mended'));
    const { run, startedAt, endedAt } = await house.nth(0);
    expect({ run, startedAt, endedAt }).toEqual({
      run: before.run,
      startedAt: before.startedAt,
      endedAt: before.endedAt,
    });
  });

  it('is left alone while its row may still be on its way', async () => {
    await house.deleteRows(3);
    expect(await house.check({ repair: true, freshMs: 60_000 })).toMatchObject({ found: [], counts: { fresh: 1 } });
  });
});

describe('footage without a row that cannot have one', () => {
  it('is never laid over other footage', async () => {
    const { runId } = await house.nth(0);
    const other = { ...house, startedAt: new Date(house.start.getTime() + 2000), seconds: 5 };
    await house.asOwner(sql`update segments set state = 'deleted' where run_id = ${runId}`);
    await house.asOwner(sql`delete from segments where run_id = ${runId}`);
    await storeFootage(other);
    const { found } = await house.check({ repair: true });
    expect(found).toEqual(['conflict', ...Array(3).fill('object_without_row mended')]);
    expect((await ledgerFaults(house.db)).map(({ doubled }) => doubled)).toEqual([0]);
  });

  it('is reported when its bytes are no footage, or its sound has come without a picture', async () => {
    const { video } = await house.nth(3);
    await house.deleteRows(3);
    await house.spoil(video.key);
    const { audio } = await house.nth(2);
    await house.asOwner(sql`delete from segments where seq = 2 and camera_id = ${house.cameraId}`);
    await house.lose((await house.nth(1)).video.key);
    const there = await house.contents();
    expect(audio).not.toBeNull();
    expect((await house.check({ repair: true })).found).toEqual([
      'row_without_object mended',
      'object_without_row mended',
      'unreadable',
    ]);
    expect(await house.contents()).toEqual(there);
  });
});

describe('a row without footage', () => {
  it('says missing from then on, is a gap for people, and comes back with the footage', async () => {
    const lost = await house.nth(1);
    const bringBack = await house.lose(lost.video.key);
    expect((await house.check()).found).toEqual(['row_without_object']);
    expect(await house.segments()).toHaveLength(4);
    expect((await house.check({ repair: true })).found).toEqual(['row_without_object mended']);
    expect(await house.segments()).toHaveLength(3);
    const gaps = await gapsOf(house.db, house.cameraId, house.start, new Date(house.start.getTime() + 60_000));
    expect(gaps).toContainEqual({ from: lost.startedAt, to: lost.endedAt, cause: 'missing', stop: null });
    expect((await house.check({ repair: true })).found).toEqual([]);
    await bringBack();
    expect((await house.check({ repair: true })).found).toEqual(['returned mended']);
    expect(await house.segments()).toHaveLength(4);
    expect((await house.check()).found).toEqual([]);
    const audit = await house.db.selectFrom('audit_log').select('act').where('act', '=', 'store.repair').execute();
    expect(audit).toHaveLength(2);
  });

  it('keeps its picture when only the sound is gone', async () => {
    const { audio } = await house.nth(1);
    await house.lose(audio?.key ?? '');
    expect((await house.check({ repair: true })).found).toEqual(['audio_without_object']);
    expect(await house.segments()).toHaveLength(4);
  });
});

describe('what only a person can put right', () => {
  it('is told and left as it is', async () => {
    const { video } = await house.nth(0);
    const put = (key: string) =>
      house.bucket.put({ key, body: Buffer.from('x'), sha256: hashOfX, contentType: 'video/mp4' });
    await put('nobody/knows/this.mp4');
    await put(video.key.replace(/[^/]+$/, 'junk.txt'));
    const [name = ''] = await readdir(house.folderOf(video.key));
    await copyFile(join(house.folderOf(video.key), name), join(house.folderOf(video.key), randomUUID()));
    await mkdir(join(house.folder, 'footage', 'manifests', 'x'), { recursive: true });
    await put('manifests/x/1-0.json');
    const there = await house.contents();
    expect((await house.check({ repair: true })).found.sort()).toEqual([
      'document_without_row',
      'foreign_object',
      'foreign_object',
      'foreign_version',
    ]);
    expect(await house.contents()).toEqual(there);
  });

  it('altered bytes are found by reading everything', async () => {
    await house.spoil((await house.nth(2)).video.key);
    expect((await house.check()).found).toEqual([]);
    expect((await house.check({ deep: true, repair: true })).found).toEqual(['altered']);
  });
});

const hashOfX = Buffer.from('2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881', 'hex');
