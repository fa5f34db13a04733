import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulatedCameras } from '../../../infra/stack/camera.ts';
import { cameraRoutes } from '../../../services/contracts/recording/camera.ts';
import { type CameraTest, cameraTestRoutes } from '../../../services/contracts/recording/camera-test.ts';
import { roomRoutes } from '../../../services/contracts/recording/room.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { startApi, type TestApi } from '../../support/api.ts';

/** Real cameras, real ffmpeg: what a test of a camera tells, and to whom it shows a picture. */
const login = { user: 'viewer', password: 'right' };
const small = { width: 640, height: 480, fps: 10 };
let api: TestApi;
let simulated: Awaited<ReturnType<typeof startSimulatedCameras>>;
let people: Record<'admin' | 'supervisor' | 'officer', Awaited<ReturnType<TestApi['visitor']>>>;
let roomId: string;
let cameraId: string;
beforeAll(async () => {
  api = await startApi();
  const folder = await mkdtemp(join(tmpdir(), 'minhchung-test-'));
  simulated = await startSimulatedCameras({
    cameras: [
      { name: 'good', number: 1, ...small },
      { name: 'smart', number: 2, ...small, gopSeconds: 10, audio: 'none' },
      { name: 'odd', number: 3, width: 384, height: 216, fps: 5, video: 'h265', audio: 'g726' },
      { name: 'mjpeg', number: 4, ...small, video: 'mjpeg' },
    ],
    login,
    logPath: join(folder, 'cameras.log'),
  });
  people = {
    admin: await api.visitor('admin'),
    supervisor: await api.visitor('supervisor'),
    officer: await api.visitor('officer'),
  };
  const room = { code: 'p1', name: 'Phòng 1', kind: 'reception' as const };
  roomId = (await people.admin.call(roomRoutes.create, { body: room })).id;
  const camera = { roomId, code: 'c1', name: 'Toàn cảnh', address: simulated.addresses.good ?? '', ...login };
  cameraId = (await people.admin.call(cameraRoutes.create, { body: camera })).id;
});
afterAll(async () => {
  await simulated?.close();
  await api?.close();
});

const testSaved = (who: keyof typeof people) =>
  people[who].call(cameraTestRoutes.test, { params: { cameraId } }) as Promise<CameraTest>;
const testAddress = (name: string, change: object = {}) =>
  people.admin.call(cameraTestRoutes.testAddress, {
    body: { address: simulated.addresses[name] ?? name, ...login, ...change },
  }) as Promise<CameraTest>;

describe('a test', () => {
  it('of a good camera finds nothing to change', async () => {
    const tested = await testAddress('good');
    expect(tested).toMatchObject({
      outcome: 'works',
      video: { codec: 'h264', width: 640, height: 480 },
      audioCodec: 'pcm_alaw',
      problems: [],
      picture: null,
    });
    if (tested.outcome === 'fails') return;
    expect(Math.round(tested.measured.framesPerSecond)).toBe(10);
    expect(tested.measured.gopSeconds).toBeCloseTo(1, 0);
    expect(tested.measured.bitsPerSecond).toBeGreaterThan(64_000);
    expect(Math.abs(tested.clockOffsetMs ?? Number.NaN)).toBeLessThan(500);
  });

  it('of a camera that saves key frames says so', async () => {
    const tested = await testAddress('smart');
    expect(tested).toMatchObject({ outcome: 'works', problems: ['gop_long', 'no_audio'] });
    expect(tested.outcome === 'works' && tested.measured.gopSeconds).toBeCloseTo(10, 0);
  });

  it('of a camera with several things to change names them all', async () => {
    const tested = await testAddress('odd');
    expect(tested).toMatchObject({
      outcome: 'works',
      audioCodec: 'adpcm_g726le',
      problems: ['audio_converted', 'codec_h265', 'fps_low', 'picture_small'],
    });
  });

  it.each([
    ['mjpeg', {}, { cause: 'unsupported', detail: 'mjpeg' }],
    ['good', { password: 'wrong' }, { cause: 'auth_failed' }],
    ['rtsp://127.0.0.1:9/none', {}, { cause: 'refused' }],
    ['rtsp://no-such-camera.invalid/main', {}, { cause: 'unreachable' }],
  ])('of one that cannot be recorded says why: %s %o', async (name, change, expected) => {
    expect(await testAddress(name, change)).toMatchObject({ outcome: 'fails', ...expected });
  });
});

describe('a saved camera', () => {
  it('is tested with the password it has, or with one that is tried', async () => {
    const body = { cameraId, address: simulated.addresses.good ?? '', user: login.user };
    expect(await people.admin.call(cameraTestRoutes.testAddress, { body })).toMatchObject({ outcome: 'works' });
    const wrong = { ...body, password: 'wrong' };
    expect(await people.admin.call(cameraTestRoutes.testAddress, { body: wrong })).toMatchObject({ outcome: 'fails' });
    expect(await testSaved('admin')).toMatchObject({ outcome: 'works', picture: null });
  });

  it('shows its picture to who may see the room, and that is on record', async () => {
    const tested = await testSaved('supervisor');
    const jpeg = Buffer.from((tested.outcome === 'works' && tested.picture) || '', 'base64');
    expect(jpeg.subarray(0, 2).toString('hex')).toBe('ffd8');
    const looks = await api.db
      .selectFrom('audit_log')
      .select('act')
      .where('account_id', '=', people.supervisor.id)
      .execute();
    expect(looks.map(({ act }) => act)).toEqual(expect.arrayContaining(['camera.test', 'media.look']));
  });

  it('shows none while its room is paused', async () => {
    const params = { roomId };
    await people.supervisor.call(roomRoutes.pause, { params, body: { reason: 'Nghỉ trưa', minutes: 5 } });
    expect(await testSaved('supervisor')).toMatchObject({ outcome: 'works', picture: null, isPictureWithheld: true });
    await people.supervisor.call(roomRoutes.resume, { params });
  });

  it('does not get its password sent elsewhere', async () => {
    const elsewhere = { cameraId, address: 'rtsp://10.255.255.1/main', user: login.user };
    const refused = people.admin.call(cameraTestRoutes.testAddress, { body: elsewhere });
    await expect(refused).rejects.toMatchObject({ code: 'password_needed' });
  });

  it('shows none while a protected session runs there', async () => {
    const form = { kind: 'regular', caseKind: 'TC', visit: 'first', peopleCount: 1, noticeGiven: false } as const;
    const session = await people.officer.call(sessionRoutes.start, { body: { roomId, ...form } });
    expect(await testSaved('supervisor')).toMatchObject({ outcome: 'works', picture: null });
    await people.officer.call(sessionRoutes.stop, { params: { sessionId: session.id } });
  });

  it('is not tested by a third at the same time', async () => {
    const answers = await Promise.allSettled([1, 2, 3].map(() => testAddress('good')));
    const refused = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => reason.code);
    expect(refused).toEqual(['too_many_tests']);
  });
});

describe('a test that nobody waits for any more', () => {
  it('is let go when nobody waits any more, and the log holds no password and no error', async () => {
    const logged: unknown[] = [];
    for (const level of ['warn', 'error'] as const)
      api.deps.log[level] = ((...args: unknown[]) => logged.push(args)) as typeof api.deps.log.error;
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const connected = once(silent, 'connection');
    const { port } = silent.address() as { port: number };
    const gone = new AbortController();
    const body = JSON.stringify({ address: `rtsp://127.0.0.1:${port}/x`, user: 'u', password: 'geheim-123' });
    const headers = { 'content-type': 'application/json' };
    const asked = people.admin.request('/api/camera-tests', { method: 'POST', body, headers, signal: gone.signal });
    const [socket] = await connected;
    socket.resume();
    const closed = once(socket, 'close');
    gone.abort();
    await expect(asked).rejects.toThrow();
    await closed;
    silent.close();
    expect(await testSaved('admin')).toMatchObject({ outcome: 'works' });
    expect(
      JSON.stringify(logged, (_, value) => (value instanceof Error ? { ...value, stack: value.stack } : value)),
    ).toBe('[]');
  });
});
