import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { barriersBothWays } from '../../../e2e/support/barriers.ts';
import { openBrowser } from '../../../e2e/support/browser.ts';
import { cut, openWorkHouse, type WorkHouse } from '../../casework/work-house.ts';

/** A chief words reasons on the system page; the dialog, who looked and the log show them; in Chromium, by keyboard. */
let house: WorkHouse;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let chief: Page;
let supervisor: Page;
let sessionId: string;
beforeAll(async () => {
  house = await openWorkHouse({ webDist: join(import.meta.dirname, '../../../../web/dist') });
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 20);
  sessionId = (await cut(house.officer, room.id, house.at(1), house.at(15))).id;
  browser = await openBrowser();
  chief = await browser.person(house.api.baseUrl, await house.api.visitor('chief'));
  supervisor = await browser.person(house.api.baseUrl, await house.api.visitor('supervisor'));
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const go = (page: Page, path: string) => page.goto(`${house.api.baseUrl}${path}`);
const reason = (code: string) => chief.locator(`[data-testid=reason][data-code=${code}]`);

it('a chief adds a reason by keyboard, and retires another', async () => {
  await go(chief, '/health');
  await reason('other').waitFor();
  expect(await barriersBothWays(chief, 'reasons-card')).toEqual([]);
  await chief.getByTestId('add-reason').focus();
  await chief.keyboard.press('Enter');
  await chief.locator('[name=vi]').fill('thanh tra đột xuất');
  await chief.locator('[name=en]').fill('unannounced inspection');
  await chief.locator('[name=ru]').fill('внезапная проверка');
  expect(await barriersBothWays(chief, 'reasons-form')).toEqual([]);
  await chief.locator('[name=ru]').press('Enter');
  await reason('thanh_tra_dot_xuat').waitFor();
  await reason('incident').getByTestId('retire-reason').click();
  await chief.locator('[data-code=incident][data-retired=true]').waitFor();
});

it('the dialog offers what is not retired, and says for how long a look lasts', async () => {
  await go(supervisor, `/sessions/${sessionId}/replay`);
  await supervisor.getByText('Lần xem có hiệu lực 60 phút').waitFor();
  await supervisor.getByTestId('reason-code').click();
  const options = supervisor.getByRole('option');
  await options.filter({ hasText: 'thanh tra đột xuất' }).waitFor();
  expect(await options.filter({ hasText: 'sự việc, sự cố' }).count()).toBe(0);
  await options.filter({ hasText: 'thanh tra đột xuất' }).click();
  await supervisor.getByTestId('reason-note').fill('theo kế hoạch');
  expect(await barriersBothWays(supervisor, 'reasons-dialog')).toEqual([]);
  await supervisor.getByTestId('reason-note').press('Enter');
  await supervisor.locator('video').waitFor();
});

it('who looked and the log say it in the words of the office, also after it was reworded', async () => {
  await go(chief, `/sessions/${sessionId}`);
  await chief.getByTestId('view-record').getByText('thanh tra đột xuất · theo kế hoạch').waitFor();
  await go(chief, '/audit');
  await chief.getByText('thanh tra đột xuất').first().waitFor();
  await go(chief, '/health');
  await reason('thanh_tra_dot_xuat').getByTestId('edit-reason').click();
  await chief.locator('[name=vi]').fill('thanh tra theo đơn');
  expect(await barriersBothWays(chief, 'reasons-reword')).toEqual([]);
  await chief.locator('[name=vi]').press('Enter');
  await reason('thanh_tra_theo_don').waitFor();
  await chief.locator('[data-code=thanh_tra_dot_xuat][data-retired=true]').waitFor();
  await go(chief, `/sessions/${sessionId}`);
  await chief.getByTestId('view-record').getByText('thanh tra đột xuất · theo kế hoạch').waitFor();
});

it('others have no card of reasons on the system page', async () => {
  await go(supervisor, '/health');
  await supervisor.getByText('Niêm phong nhật ký').waitFor();
  expect(await supervisor.getByTestId('add-reason').count()).toBe(0);
});
