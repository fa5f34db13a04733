import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type SimulatedCameras, startSimulatedCameras } from '../../infra/stack/camera.ts';
import { roomRoutes } from '../../services/contracts/recording/room.ts';
import { sessionRoutes } from '../../services/contracts/session.ts';
import { createCamera } from '../../services/recording/cameras/cameras.ts';
import { percentile } from '../bench/result.ts';
import { openBrowser, type ShownFrame, shownFrames } from './support/browser.ts';
import { camerasBehind, openTestHouse, type TestHouse } from './support/test-house.ts';
import { until } from './support/until.ts';

/** Four cameras of one room in step, judged by what stands in their pictures: which frame it is and when it was taken. */
let house: TestHouse;
let more: SimulatedCameras;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
let sessionId: string;
const roomName = 'Phòng tiếp công dân số 1';
const dropped = 'tiep-dan-1-ban-tiep';
const frameMs = 40;
const limitMs = 100;

beforeAll(async () => {
  house = await openTestHouse();
  await addTwoCameras();
  browser = await openBrowser();
  page = await browser.person(house.origin, house.account('officer'));
  await until('every camera has stored footage', async () => (await camerasBehind(house, new Date(0))) === 0);
  await receive();
  await page.goto(`${house.origin}/sessions/${sessionId}/replay`);
  await allShow(4);
});
beforeEach(async () => {
  if ((await page.getByTestId('replay').getAttribute('data-playing')) === 'true') await page.keyboard.press('Space');
});
afterAll(async () => {
  await browser?.close();
  await more?.close();
  await house?.close();
});

/** The demo's room has two cameras; two more make the four of an interview room. */
async function addTwoCameras() {
  const cameras = [4, 5].map((number) => ({ name: `goc-${number}`, number }));
  more = await startSimulatedCameras({ cameras, logPath: join(house.dataPath, 'more-cameras.log') });
  const room = await house.db.selectFrom('rooms').select('id').where('name', '=', roomName).executeTakeFirstOrThrow();
  const key = Buffer.from(house.house.env.SECRET_KEY ?? '', 'hex');
  for (const { name } of cameras) {
    const address = more.addresses[name] ?? '';
    await createCamera(house.db, key, { roomId: room.id, code: name, name: `Góc ${name.slice(-1)}`, address });
  }
}

/** A session in which one camera is away for some seconds. */
async function receive() {
  const officer = await house.client('officer');
  const { items } = await officer.call(roomRoutes.list);
  const roomId = items.find(({ name }) => name === roomName)?.id ?? '';
  const session = await officer.call(sessionRoutes.start, { body: { roomId } });
  sessionId = session.id;
  await recorded(Date.parse(session.startedAt) + 8_000);
  await house.cameras().control(dropped, 'stop');
  await until('the camera is seen to be away', async () => (await stateOf(dropped)) === 'down');
  await house.cameras().control(dropped, 'start');
  await until('it records again', async () => (await stateOf(dropped)) === 'recording');
  await recorded(Date.now() + 9_000);
  await officer.call(sessionRoutes.stop, { params: { sessionId } });
  // An office PC that replays does not play the cameras too.
  for (const cameras of [house.cameras(), more])
    for (const name of Object.keys(cameras.addresses)) await cameras.control(name, 'stop');
}

const recorded = (atMs: number) =>
  until('enough is recorded', async () => (await camerasBehind(house, new Date(atMs))) === 0);

async function stateOf(stream: string) {
  const camera = house.db.selectFrom('cameras').select('state').where('address', 'like', `%/${stream}`);
  return (await camera.executeTakeFirstOrThrow()).state;
}

const line = () => page.getByTestId('timeline');
const limits = async () => ({
  from: Number(await line().getAttribute('data-from-ms')),
  to: Number(await line().getAttribute('data-to-ms')),
});

type Read = ShownFrame & { strip: NonNullable<ShownFrame['strip']> };
const isRead = (frame: ShownFrame): frame is Read => frame.strip !== null && Number.isFinite(frame.wallMs);

/** The frames shown now, once so many cameras show one that can be read. */
async function allShow(count: number): Promise<Read[]> {
  let frames: Read[] = [];
  await until(`${count} cameras show a picture`, async () => {
    frames = (await shownFrames(page)).filter(isRead);
    return frames.length === count;
  });
  return frames;
}

/** How far apart the instants are at which the frames were taken, ms. */
function apart(frames: readonly Read[]): number {
  const taken = frames.map(({ strip }) => strip.takenAtMs);
  return Math.max(...taken) - Math.min(...taken);
}

interface Measured {
  apart: number[];
  /** What the page says of each frame's time, less what stands in it. */
  late: number[];
}

/** Reads the frames again and again while the clock goes on by `ms`. */
async function measure(phase: string, ms: number, cameras: number): Promise<Measured> {
  const measured: Measured = { apart: [], late: [] };
  const end = ((await allShow(cameras))[0]?.wallMs ?? 0) + ms;
  const giveUpAt = performance.now() + 60_000;
  for (let at = 0; at < end; ) {
    if (performance.now() > giveUpAt) throw new Error(`${phase}: did not play ${ms} ms in a minute`);
    const frames = (await shownFrames(page)).filter(isRead);
    at = Math.max(at, ...frames.map(({ wallMs }) => wallMs));
    if (frames.length < cameras) continue;
    measured.apart.push(apart(frames));
    measured.late.push(...frames.map(({ wallMs, strip }) => wallMs - strip.takenAtMs));
  }
  return measured;
}

function judge(phase: string, { apart, late }: Measured) {
  const p95 = percentile(apart, 0.95);
  console.info(
    `${phase}: ${apart.length} times, p50 ${percentile(apart, 0.5)} ms, p95 ${p95} ms, at most ${Math.max(...apart)} ms apart;` +
      ` shown ${Math.min(...late)} to ${Math.max(...late)} ms later than taken`,
  );
  expect(apart.length).toBeGreaterThan(4);
  expect(p95).toBeLessThanOrEqual(limitMs);
}

async function clickAt(wallMs: number) {
  const { from, to } = await limits();
  const box = await line().boundingBox();
  if (!box) throw new Error('no line');
  await page.mouse.click(box.x + (box.width * (wallMs - from)) / (to - from), box.y + box.height / 2);
}

it('plays four cameras in step, at 1× and at 2×', async () => {
  await page.keyboard.press('Space');
  judge('1×', await measure('1×', 5000, 4));
  await page.getByTestId('speed').selectOption('2');
  judge('2×', await measure('2×', 6000, 4));
  await page.keyboard.press('Space');
});

it('shows all cameras at the same instant after each of ten jumps', async () => {
  const { from } = await limits();
  const measured: Measured = { apart: [], late: [] };
  for (const seconds of [1, 6, 2.5, 4, 0.5, 5.5, 3, 1.7, 6.3, 2]) {
    const wanted = from + seconds * 1000;
    await clickAt(wanted);
    let frames: Read[] = [];
    await until('all stand there', async () => {
      frames = (await shownFrames(page)).filter(isRead);
      return frames.length === 4 && frames.every(({ wallMs }) => Math.abs(wallMs - wanted) < 60);
    });
    measured.apart.push(apart(frames));
    measured.late.push(...frames.map(({ wallMs, strip }) => wallMs - strip.takenAtMs));
  }
  judge('after jumps', measured);
});

it('a step is exactly one frame, ahead and back, and the time shown is that of the frame', async () => {
  const main = page.locator('[data-testid=picture][data-main=true]');
  const cameraId = await main.getAttribute('data-camera');
  const shown = async () => (await allShow(4)).find((frame) => frame.cameraId === cameraId);
  const timeShown = async () => Number(await page.getByTestId('wall-time').getAttribute('data-ms'));
  const late: number[] = [];
  for (const [key, by] of [
    ['.', 1],
    [',', -1],
  ] as const) {
    for (let i = 0; i < 30; i++) {
      const before = await shown();
      const timeBefore = await timeShown();
      await page.keyboard.press(key);
      let after = before;
      await until('another frame is shown, and its time', async () => {
        after = await shown();
        return after?.strip.frame !== before?.strip.frame && (await timeShown()) !== timeBefore;
      });
      expect((after?.strip.frame ?? 0) - (before?.strip.frame ?? 0)).toBe(by);
      late.push((await timeShown()) - (after?.strip.takenAtMs ?? 0));
    }
  }
  console.info(`60 steps: the time shown is ${Math.min(...late)} to ${Math.max(...late)} ms behind the strip's`);
  expect(Math.max(...late) - Math.min(...late)).toBeLessThanOrEqual(frameMs / 2);
  expect(Math.max(...late.map(Math.abs))).toBeLessThanOrEqual(frameMs);
});

it('ten steps at once are ten frames', async () => {
  const main = await page.locator('[data-testid=picture][data-main=true]').getAttribute('data-camera');
  const frame = async () => (await allShow(4)).find(({ cameraId }) => cameraId === main)?.strip.frame ?? 0;
  const before = await frame();
  for (let i = 0; i < 10; i++) await page.keyboard.press('.');
  await until('ten frames on', async () => (await frame()) >= before + 10, 20_000);
  expect(await frame()).toBe(before + 10);
});

it('goes on in step when a camera comes back from its gap', async () => {
  const gap = await page.getByTestId('gap').first().boundingBox();
  const track = await line().boundingBox();
  const { from, to } = await limits();
  if (!gap || !track) throw new Error('no gap in sight');
  const endMs = from + ((gap.x + gap.width - track.x) / track.width) * (to - from);
  await clickAt(endMs - 1500);
  await page.getByTestId('gap-cover').waitFor();
  await page.getByTestId('speed').selectOption('1');
  await page.keyboard.press('Space');
  await page.getByTestId('gap-cover').waitFor({ state: 'detached' });
  judge('after a gap', await measure('after a gap', 4000, 4));
});
