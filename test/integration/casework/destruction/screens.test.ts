import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expireIdle } from '../../../../services/casework/destruction/expire-idle.ts';
import { noteKeeping } from '../../../../services/custody/retention/session-keeping.ts';
import { barriers } from '../../../e2e/support/barriers.ts';
import { openBrowser } from '../../../e2e/support/browser.ts';
import { until } from '../../../e2e/support/until.ts';
import { cut, openWorkHouse, startWorkers, type WorkHouse } from '../work-house.ts';

/** An archivist proposes what is over, the chief approves, the minutes are there; in Chromium, by keyboard where that matters. */
let house: WorkHouse;
let workers: ReturnType<typeof startWorkers>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let archivist: Page;
let chief: Page;
let sessionId: string;
beforeAll(async () => {
  const webDist = join(import.meta.dirname, '../../../../web/dist');
  house = await openWorkHouse({ hoursAgo: 400 * 24, lockDays: 1e-9, webDist });
  const room = await house.room(2, 'Phòng tiếp công dân số');
  for (const camera of room.cameras) await house.store(camera, house.start, 40);
  workers = startWorkers(house.jobs);
  ({ id: sessionId } = await cut(house.officer, room.id, house.at(11), house.at(29)));
  await noteKeeping(house.api.db, [sessionId]);
  await until('its clips are sealed', async () => (await clipStates()).every((state) => state === 'sealed'));
  browser = await openBrowser();
  archivist = await browser.person(house.api.baseUrl, await house.api.visitor('archivist'));
  chief = await browser.person(house.api.baseUrl, await house.api.visitor('chief'));
});
afterAll(async () => {
  await browser?.close();
  await workers?.close();
  await house?.close();
});

async function clipStates(): Promise<string[]> {
  const rows = await house.api.db.selectFrom('clips').select('state').where('session_id', '=', sessionId).execute();
  return rows.length === 0 ? ['none'] : rows.map(({ state }) => state);
}

/** Fills the dialog that asks for a reason, and sends it. */
async function give(page: Page, reason: string) {
  await page.locator('[name=reason]').fill(reason);
  await page.getByTestId('submit').click();
}

it('the page of a clip shows its chain, its manifest, and what keeps it', async () => {
  await chief.goto(`${house.api.baseUrl}/sessions/${sessionId}`);
  await chief.getByTestId('open-proof').first().click();
  await chief.getByTestId('manifest').waitFor();
  expect(await chief.getByTestId('chain').textContent()).toContain('liền mạch');
  expect(await chief.getByTestId('manifest').textContent()).toMatch(/SHA-256 [0-9a-f]{64}/);
  expect(await chief.getByTestId('keeping').textContent()).toContain('hết thời hạn lưu giữ');
  expect(await barriers(chief)).toEqual([]);
  const downloading = chief.waitForEvent('download');
  await chief.getByRole('link', { name: 'Tải bản kê' }).click();
  const file = await readFile((await (await downloading).path()) ?? '', 'utf8');
  expect(JSON.parse(file.split('\n')[0] ?? '')).toMatchObject({ format: 'minhchung-manifest', sessionId });
});

it('what is over is proposed by one, approved by another, and removed', async () => {
  await archivist.goto(`${house.api.baseUrl}/custody/destruction`);
  await archivist.getByTestId('due-session').waitFor();
  expect(await barriers(archivist)).toEqual([]);
  await archivist.getByTestId('choose-all').focus();
  await archivist.keyboard.press('Space');
  await archivist.getByTestId('propose-destruction').click();
  expect(await barriers(archivist)).toEqual([]);
  await give(archivist, 'hết thời hạn lưu giữ');
  await archivist.locator('[data-testid=destruction][data-state=asked]').waitFor();
  expect(await archivist.getByTestId('due-session').count()).toBe(0);
  await chief.getByTestId('waiting').waitFor({ timeout: 5000 });
  await chief.getByRole('link', { name: 'Phê duyệt' }).click();
  await chief.getByTestId('approve').click();
  await give(chief, 'đồng ý tiêu hủy');
  await archivist.locator('[data-testid=destruction][data-state=done]').waitFor();
  await until('its clips are destroyed', async () => (await clipStates()).every((state) => state === 'destroyed'));
  expect(await barriers(archivist)).toEqual([]);
  const downloading = archivist.waitForEvent('download');
  await archivist.getByTestId('minutes').click();
  const minutes = await readFile((await (await downloading).path()) ?? '');
  expect(minutes.subarray(0, 5).toString()).toBe('%PDF-');
  await chief.goto(`${house.api.baseUrl}/sessions/${sessionId}`);
  await chief.locator('[data-testid=session-state][data-state=destroyed]').waitFor();
  expect(await chief.getByTestId('open-replay').count()).toBe(0);
});

it('what expired by itself is listed by day', async () => {
  await expireIdle(house.jobs, new AbortController().signal);
  await archivist.goto(`${house.api.baseUrl}/custody/destruction`);
  await archivist.getByTestId('idle-expiry').first().waitFor();
  expect(await archivist.getByTestId('idle-expiry').count()).toBe(1);
  expect(await barriers(archivist)).toEqual([]);
});

it('new days show what they would do before they are asked for, and can be stopped in time', async () => {
  await archivist.getByRole('tab', { name: 'Thời hạn' }).click();
  await archivist.getByTestId('change-no_case').click();
  await archivist.locator('[name=minDays]').fill('200');
  await archivist.getByTestId('preview').waitFor();
  expect(await barriers(archivist)).toEqual([]);
  await give(archivist, 'theo quy định mới');
  await archivist.locator('[data-testid=retention-change][data-state=asked]').waitFor();
  await chief.getByRole('link', { name: 'Phê duyệt' }).click();
  await chief.getByTestId('approve').click();
  await give(chief, 'đồng ý');
  await archivist.reload();
  await archivist.getByTestId('stop-change').click();
  await give(archivist, 'nhầm số ngày');
  await archivist.locator('[data-testid=retention-change][data-state=stopped]').waitFor();
  expect(await barriers(archivist)).toEqual([]);
});
