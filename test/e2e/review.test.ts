import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionRoutes } from '../../services/contracts/session.ts';
import { beepsOf } from '../support/footage/recording.ts';
import { barriers } from './support/barriers.ts';
import { openBrowser, shownFrames } from './support/browser.ts';
import { camerasBehind, openTestHouse, type TestHouse } from './support/test-house.ts';
import { until } from './support/until.ts';

/** The main job as two people do it: an officer receives, a supervisor in another browser replays it. */
let house: TestHouse;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let officer: Page;
let supervisor: Page;
let sessionId: string;
const caseKey = 'KN-2026-000123';
const roomName = 'Phòng tiếp công dân số 1';

beforeAll(async () => {
  house = await openTestHouse();
  browser = await openBrowser();
  officer = await browser.person(house.origin, house.account('officer'));
  supervisor = await browser.person(house.origin, house.account('supervisor'));
  await until('every camera has stored footage', async () => (await camerasBehind(house, new Date(0))) === 0);
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

describe('an officer receives a citizen', () => {
  it('starts with one button; the supervisor sees it within a second, without reload', async () => {
    await supervisor.goto(`${house.origin}/sessions`);
    await supervisor.getByTestId('session-search').waitFor();
    await officer.getByTestId('my-room').click();
    await officer.getByRole('option', { name: roomName }).click();
    const answered = officer.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/api/sessions'),
    );
    await officer.getByTestId('start-session').click();
    sessionId = (await (await answered).json()).id;
    const startedAt = performance.now();
    await row().waitFor({ timeout: 5000 });
    const seenMs = performance.now() - startedAt;
    console.info(`a session that starts is seen after ${seenMs.toFixed(0)} ms`);
    expect(seenMs).toBeLessThan(1000);
  });

  it('links a case that did not exist yet, and ends the session', async () => {
    const link = officer.getByTestId('link-case');
    await link.getByTestId('case-key').fill(caseKey.toLowerCase());
    await officer.keyboard.press('Enter');
    await officer.getByTestId('create-and-link').click();
    await officer.locator(`[data-case-key="${caseKey}"]`).first().waitFor();
    await recordAtLeast(14_000);
    await officer.getByTestId('stop-session').click();
    await officer.getByTestId('start-session').waitFor();
  });

  it('is sealed before the eyes of the supervisor, who finds it by its case number', async () => {
    await row().locator('[data-state="sealed"]').waitFor({ timeout: 60_000 });
    await supervisor.getByTestId('session-search').fill('no such text');
    await row().waitFor({ state: 'detached' });
    await supervisor.getByTestId('session-search').fill(caseKey);
    await row().waitFor();
  });
});

describe('a supervisor replays it', () => {
  it('must give a reason first', async () => {
    await row().click();
    await supervisor.getByTestId('open-replay').click();
    await supervisor.getByTestId('reason-dialog').waitFor();
    expect(await supervisor.locator('video').count()).toBe(0);
    await supervisor.getByTestId('reason-note').fill('Kiểm tra theo đơn');
    await supervisor.keyboard.press('Enter');
    await supervisor.locator('[data-testid=wall-time][data-ms]').waitFor();
  });

  it('sees both cameras in step, each at the wall time the page shows, with sound', async () => {
    await supervisor.getByTestId('play').click();
    const before = await framesOf(2);
    await until('five seconds were played', async () => (await shownAtMs()) > (before[0]?.wallMs ?? 0) + 5000);
    const after = await framesOf(2);
    expect(after.map((frame) => frame.strip?.camera).sort()).toEqual([1, 2]);
    for (const [i, frame] of after.entries()) {
      console.info(
        `camera ${frame.strip?.camera}: shown ${frame.wallMs}, taken ${frame.strip?.takenAtMs}, off by ${error(frame)} ms`,
      );
      expect(error(frame)).toBeLessThan(150);
      expect(Math.abs(frame.wallMs - (after[0]?.wallMs ?? 0))).toBeLessThan(250);
      expect(frame.audioBytes).toBeGreaterThan(i === 0 ? (before[0]?.audioBytes ?? 0) : -1);
    }
  });

  it('seeks back and forward by keyboard', async () => {
    await supervisor.getByTestId('play').click();
    const start = await shownAtMs();
    await supervisor.keyboard.press('ArrowLeft');
    await until('the picture went back', async () => Math.abs((await shownAtMs()) - (start - 5000)) < 500);
    await expectRightTime();
    await supervisor.keyboard.press('ArrowRight');
    await until('the picture came forward', async () => Math.abs((await shownAtMs()) - start) < 500);
    await expectRightTime();
    const line = supervisor.getByTestId('timeline');
    const fromMs = Number(await line.getAttribute('data-from-ms'));
    const toMs = Number(await line.getAttribute('data-to-ms'));
    await supervisor.keyboard.press('Home');
    await until('the picture is at the start', async () => (await shownAtMs()) < fromMs + 1500);
    await expectRightTime();
    expect(toMs - fromMs).toBeGreaterThan(13_000);
  });
});

describe('what the supervisor heard and left', () => {
  it('is sound whose beeps are at the second where the strip says', async () => {
    const [frame] = await framesOf(2);
    if (!frame) throw new Error('no frame');
    const beeps = await beepTimes(supervisor, frame.cameraId);
    const lateBy = frame.wallMs - (frame.strip?.takenAtMs ?? 0);
    expect(beeps.length).toBeGreaterThan(8);
    const offs = beeps.map((beep) => Math.abs(((((beep - lateBy) % 1000) + 1500) % 1000) - 500));
    console.info(`beeps off their second by at most ${Math.max(...offs).toFixed(0)} ms`);
    expect(Math.max(...offs)).toBeLessThan(100);
  });

  it('is a record: the reason and the seconds watched, for the officer to see', async () => {
    await supervisor.goto(`${house.origin}/sessions`);
    const client = await house.client('officer');
    const views = async () => (await client.call(sessionRoutes.views, { params: { sessionId } })).items;
    await until('the watched seconds are written', async () => ((await views())[0]?.watchedSeconds ?? 0) >= 4);
    expect(await views()).toMatchObject([{ reasonCode: 'complaint', note: 'Kiểm tra theo đơn', caseKey }]);
    expect((await views())[0]?.watchedSeconds).toBeLessThan(30);
    await officer.goto(`${house.origin}/sessions/${sessionId}`);
    await officer.getByTestId('view-record').getByText('Kiểm tra theo đơn').waitFor();
  });
});

describe('a camera that drops', () => {
  it('is shown in another browser within a second, without reload', async () => {
    await supervisor.goto(`${house.origin}/cameras`);
    const camera = supervisor.getByTestId('camera-row').filter({ hasText: 'ban-tiep' }).getByTestId('camera-state');
    await until('it is shown as recording', async () => (await camera.getAttribute('data-state')) === 'recording');
    const cameras = house.cameras();
    await cameras.control('tiep-dan-1-ban-tiep', 'stop');
    const droppedAt = performance.now();
    await until('it is shown as down', async () => (await camera.getAttribute('data-state')) === 'down', 10_000);
    const seenMs = performance.now() - droppedAt;
    console.info(`a camera that drops is seen after ${seenMs.toFixed(0)} ms`);
    expect(seenMs).toBeLessThan(1000);
  });
});

describe('the chief inspector', () => {
  it('finds in the log who replayed it, by keyboard and without a barrier', async () => {
    const chief = await browser.person(house.origin, house.account('chief'));
    await chief.getByRole('link', { name: 'Nhật ký', exact: true }).focus();
    await chief.keyboard.press('Enter');
    await chief.getByTestId('audit-row').first().waitFor();
    expect(await barriers(chief)).toEqual([]);
    await chief.getByTestId('filter-subject').click();
    await chief.getByRole('option', { name: 'xem lại', exact: true }).click();
    const looked = chief.locator(`[data-testid=audit-row][data-act="view.open"]`);
    await until(
      'only replays are left',
      async () => (await looked.count()) === (await chief.getByTestId('audit-row').count()),
    );
    expect(await looked.first().textContent()).toContain('Trần Thị Bình');
    expect(await chief.locator('[data-testid=audit]').textContent()).toContain('mở xem lại');
  });

  it('and the log is chained and signed, as whoever runs the check sees', async () => {
    const cli = ['services/custody/verify-cli.ts', 'audit', '--json'];
    const args = [`--env-file=${join(house.dataPath, 'env')}`, ...cli];
    const { stdout } = await promisify(execFile)('node_modules/.bin/node', args, {
      cwd: join(import.meta.dirname, '../..'),
    });
    const report = JSON.parse(stdout) as { entries: number; heads: number; faults: unknown[] };
    expect(report.faults).toEqual([]);
    expect(report.entries).toBeGreaterThan(10);
    expect(report.heads).toBeGreaterThan(0);
  });
});

const row = () => supervisor.locator(`[data-testid=session-row][data-session-id="${sessionId}"]`);

const shownAtMs = async () => Number(await supervisor.getByTestId('wall-time').getAttribute('data-ms'));

const error = (frame: { wallMs: number; strip: { takenAtMs: number } | null }) =>
  Math.abs(frame.wallMs - (frame.strip?.takenAtMs ?? Number.NaN));

/** The frames shown now, once all cameras show a readable one. */
async function framesOf(count: number) {
  let frames: Awaited<ReturnType<typeof shownFrames>> = [];
  await until(`${count} cameras show a picture`, async () => {
    frames = await shownFrames(supervisor);
    return frames.length === count && frames.every((frame) => frame.strip !== null && Number.isFinite(frame.wallMs));
  });
  return frames;
}

async function expectRightTime() {
  await until(
    'the strip shows the wall time',
    async () => (await framesOf(2)).every((frame) => error(frame) < 150),
    10_000,
  );
}

/** Lets the session run until the room's cameras have stored this much of it. */
async function recordAtLeast(ms: number) {
  const { started_at: startedAt } = await house.db
    .selectFrom('sessions')
    .select('started_at')
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow();
  await until('enough is recorded', async () => (await camerasBehind(house, new Date(startedAt.getTime() + ms))) === 0);
}

/** Wall times of the beeps in a camera's sound, as the page's own addresses play it. */
async function beepTimes(page: Page, cameraId: string): Promise<number[]> {
  const viewId = await page.getByTestId('replay').getAttribute('data-view-id');
  const base = `${house.origin}/api/views/${viewId}/cameras/${cameraId}/`;
  const get = async (address: string) => (await page.request.get(new URL(address, base).href)).body();
  const playlist = (await get('audio.m3u8')).toString();
  const firstAtMs = Date.parse(/PROGRAM-DATE-TIME:(\S+)/.exec(playlist)?.[1] ?? '');
  const init = /MAP:URI="([^"]+)"/.exec(playlist)?.[1] ?? '';
  const pieces = playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const folder = await mkdtemp(join(tmpdir(), 'minhchung-beeps-'));
  const path = join(folder, 'sound.mp4');
  await writeFile(path, Buffer.concat(await Promise.all([init, ...pieces].map(get))));
  const beeps = await beepsOf(path);
  await rm(folder, { recursive: true });
  return beeps.map((beep) => firstAtMs + beep);
}
