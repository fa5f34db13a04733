import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { caseRoutes } from '../../../../services/contracts/case.ts';
import { viewRoutes } from '../../../../services/contracts/view.ts';
import { barriers, barriersBothWays } from '../../../e2e/support/barriers.ts';
import { openBrowser } from '../../../e2e/support/browser.ts';
import { until } from '../../../e2e/support/until.ts';
import { cut, openCase, openWorkHouse, startWorkers, type Visitor, type WorkHouse } from '../work-house.ts';

/** Asking, approving and what then is seen: an officer, a second member, a supervisor on the case, and the chief outside of it. */
let house: WorkHouse;
let workers: ReturnType<typeof startWorkers>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
const people = {} as Record<'officer' | 'member' | 'supervisor' | 'chief', { page: Page; visitor: Visitor }>;
let file: { id: string; key: string };
let sessionId: string;
beforeAll(async () => {
  const webDist = join(import.meta.dirname, '../../../../web/dist');
  house = await openWorkHouse({ webDist });
  const room = await house.room(2, 'Phòng tiếp công dân số');
  for (const camera of room.cameras) await house.store(camera, house.start, 60);
  workers = startWorkers(house.jobs);
  browser = await openBrowser();
  const visitors = {
    officer: { ...house.officer, login: 'officer' },
    member: await house.api.visitor('officer', 'member'),
    supervisor: await house.api.visitor('supervisor'),
    chief: await house.api.visitor('chief'),
  };
  for (const [name, visitor] of Object.entries(visitors))
    people[name as keyof typeof people] = { page: await browser.person(house.api.baseUrl, visitor), visitor };
  file = await openCase(house.officer, 'TC');
  for (const { id } of [visitors.member, visitors.supervisor])
    await house.officer.call(caseRoutes.addMember, { params: { caseId: file.id, accountId: id } });
  ({ id: sessionId } = await cut(house.officer, room.id, house.at(1), house.at(49), [file.key]));
  await until('its clips are sealed', async () => {
    const clips = house.api.db.selectFrom('clips').select('state').where('session_id', '=', sessionId);
    const states = (await clips.execute()).map(({ state }) => state);
    return states.length === 2 && states.every((state) => state === 'sealed');
  });
});
afterAll(async () => {
  await browser?.close();
  await workers?.close();
  await house?.close();
});

const go = (page: Page, path: string) => page.goto(`${house.api.baseUrl}${path}`);

/** Fills the dialog that asks for a reason, and sends it. */
async function give(page: Page, reason: string) {
  await page.locator('[name=reason]').fill(reason);
  await page.getByTestId('submit').click();
}

it('evidence of a protected session: one asks, another approves, who asked takes it', async () => {
  const { page } = people.supervisor;
  await go(page, `/sessions/${sessionId}`);
  await page.getByTestId('ask-evidence').click();
  expect(await barriersBothWays(page, 'ask-evidence')).toEqual([]);
  await give(page, 'tòa án yêu cầu, công văn 12/TA');
  await page.getByTestId('evidence-request').waitFor();
  const other = people.officer.page;
  await other.getByTestId('waiting').waitFor({ timeout: 5000 });
  await other.getByRole('link', { name: 'Phê duyệt' }).focus();
  await other.keyboard.press('Enter');
  await other.getByTestId('approve').waitFor();
  expect(await barriersBothWays(other, 'approve-evidence')).toEqual([]);
  await other.getByTestId('approve').focus();
  await other.keyboard.press('Enter');
  await give(other, 'đúng yêu cầu của tòa án');
  await page.locator('[data-testid=evidence][data-state=ready]').waitFor();
  expect(await page.getByTestId('evidence').textContent()).toContain('phê duyệt');
  const downloading = page.waitForEvent('download');
  await page.getByTestId('take-evidence').click();
  const zip = await readFile((await (await downloading).path()) ?? '');
  expect(zip.subarray(0, 2).toString()).toBe('PK');
});

it('a denunciation is lowered by two members; the chief, who knew nothing of it, sees it come', async () => {
  const [officer, member, chief] = [people.officer.page, people.member.page, people.chief.page];
  await go(chief, '/cases');
  await chief.getByTestId('case-search').waitFor();
  expect(await chief.getByTestId('case-row').count()).toBe(0);
  await go(officer, `/cases/${file.id}`);
  await officer.locator('[data-testid=access-class][data-class=denouncer]').waitFor();
  expect(await barriersBothWays(officer, 'case')).toEqual([]);
  await officer.getByTestId('lower-class').focus();
  await officer.keyboard.press('Enter');
  expect(await barriersBothWays(officer, 'lower-dialog')).toEqual([]);
  await give(officer, 'người tố cáo đề nghị công khai');
  await officer.getByTestId('lower-asked').waitFor();
  expect(await officer.getByTestId('lower-class').count()).toBe(0);
  await member.getByTestId('waiting').waitFor({ timeout: 5000 });
  await member.getByRole('link', { name: 'Phê duyệt' }).click();
  const request = member.locator('[data-testid=approval][data-state=asked]');
  expect(await request.textContent()).toContain('Từ “bảo vệ người tố cáo” xuống “thông thường”');
  expect(await barriersBothWays(member, 'approve-lower')).toEqual([]);
  await request.getByTestId('approve').click();
  await give(member, 'có văn bản đồng ý');
  await chief.getByTestId('case-row').waitFor({ timeout: 5000 });
  await officer.locator('[data-testid=access-class][data-class=normal]').waitFor();
  await go(chief, `/sessions/${sessionId}`);
  await chief.locator('[data-testid=access-class][data-class=normal]').waitFor();
});

it('the chief sees exactly what another look watched', async () => {
  const { visitor } = people.supervisor;
  const view = await visitor.call(viewRoutes.open, {
    body: { target: { kind: 'session', sessionId }, reasonCode: 'complaint', note: 'theo đơn' },
  });
  const stretch = (from: number, to: number) => ({ from: house.at(from).toJSON(), to: house.at(to).toJSON() });
  const watched = [stretch(12, 15), stretch(30, 33)];
  await visitor.call(viewRoutes.progress, { params: { viewId: view.id }, body: { watched } });
  const { page } = people.chief;
  await go(page, `/sessions/${sessionId}`);
  await page.getByTestId('rewatch').waitFor();
  expect(await barriersBothWays(page, 'session')).toEqual([]);
  await page.getByTestId('rewatch').click();
  expect(await barriers(page)).toEqual([]);
  await page.getByTestId('reason-note').fill('kiểm tra lượt xem');
  await page.keyboard.press('Enter');
  await page.getByTestId('only-watched').waitFor();
  const wallTime = page.locator('[data-testid=wall-time][data-ms]');
  await wallTime.waitFor();
  expect(await page.getByTestId('left-out').count()).toBe(1);
  await page.getByTestId('play').click();
  await page.locator('[data-testid=replay][data-playing=true]').waitFor();
  const seen: number[] = [];
  await until('all of it was played', async () => {
    seen.push((Number(await wallTime.getAttribute('data-ms')) - house.start.getTime()) / 1000);
    return (await page.getByTestId('replay').getAttribute('data-playing')) === 'false';
  });
  expect(seen.some((second) => second > 13 && second < 15)).toBe(true);
  expect(seen.some((second) => second > 31 && second < 33.2)).toBe(true);
  expect(seen.filter((second) => second < 11.9 || (second > 15.4 && second < 29.9) || second > 33.4)).toEqual([]);
  // The hint of the button under the mouse lies outside of the page's regions.
  await page.mouse.move(5, 5);
  await page.getByRole('tooltip').waitFor({ state: 'detached' });
  expect(await barriersBothWays(page, 'rewatch')).toEqual([]);
  expect(await barriers(page)).toEqual([]);
});

it('when the case is protected again, a replay under way ends within a second', async () => {
  const chief = people.chief.page;
  const officer = people.officer.page;
  await go(chief, `/sessions/${sessionId}/replay`);
  await chief.getByTestId('reason-note').fill('kiểm tra đột xuất');
  await chief.keyboard.press('Enter');
  await chief.locator('[data-testid=wall-time][data-ms]').waitFor();
  await chief.getByTestId('play').click();
  await chief.locator('[data-testid=replay][data-playing=true]').waitFor();
  await officer.getByTestId('raise-class').click();
  await officer.getByRole('combobox', { name: 'Mức mới' }).click();
  await officer.getByRole('option', { name: 'bảo vệ người tố cáo' }).click();
  await officer.locator('[name=reason]').fill('người tố cáo bị đe dọa');
  expect(await barriers(officer)).toEqual([]);
  const raised = officer.waitForResponse((response) => response.url().endsWith('/raise'));
  const gone = chief.locator('[data-testid=problem][data-code=not_found]').waitFor();
  await officer.getByTestId('submit').click();
  await raised;
  const raisedAt = performance.now();
  await gone;
  const tookMs = performance.now() - raisedAt;
  console.info(`a replay ended ${tookMs.toFixed(0)} ms after the case was protected`);
  expect(tookMs).toBeLessThan(1000);
  expect(await chief.locator('video').count()).toBe(0);
  await go(chief, '/cases');
  await chief.getByTestId('case-search').waitFor();
  expect(await chief.getByTestId('case-row').count()).toBe(0);
});
