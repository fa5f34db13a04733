import { afterAll, beforeAll, expect, test } from 'vitest';
import { cameraRoutes } from '../../../services/contracts/recording/camera.ts';
import { roomRoutes } from '../../../services/contracts/recording/room.ts';
import { cameraSource } from '../../../services/recording/cameras/source.ts';
import { startApi, type TestApi } from '../../support/api.ts';

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['visitor']>>;
let roomId = '';
beforeAll(async () => {
  api = await startApi();
  admin = await api.visitor('admin');
  roomId = (await admin.call(roomRoutes.create, { body: { code: 'p1', name: 'Phòng 1', kind: 'reception' } })).id;
});
afterAll(() => api.close());

const secret = 'mật khẩu @:/%';

async function addCamera(code: string) {
  const body = { roomId, code, name: code, address: 'rtsp://10.0.0.5:554/main', user: 'xem', password: secret };
  return admin.call(cameraRoutes.create, { body });
}

const rowOf = (id: string) => api.db.selectFrom('cameras').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

test('a password goes in and only the recorder gets it out', async () => {
  const camera = await addCamera('sealed');
  expect(camera).toMatchObject({ user: 'xem', hasPassword: true, state: 'connecting' });
  expect(JSON.stringify(camera)).not.toContain('mật');
  const row = await rowOf(camera.id);
  expect(row.password_sealed?.toString('utf8')).not.toContain('mật');
  const source = new URL(await cameraSource(api.db, api.deps.secretKey, camera.id));
  expect(decodeURIComponent(source.password)).toBe(secret);
  expect([source.hostname, source.port, source.pathname]).toEqual(['10.0.0.5', '554', '/main']);
  await expect(cameraSource(api.db, Buffer.alloc(32, 8), camera.id)).rejects.toThrow();
  const audit = await api.db.selectFrom('audit_log').selectAll().where('thing_id', '=', camera.id).execute();
  expect(audit.map(({ act }) => act)).toEqual(['camera.create']);
  expect(JSON.stringify(audit)).not.toMatch(/mật|10\.0\.0\.5/);
});

test('an address with a password in it is refused', async () => {
  const body = { roomId, code: 'in-url', name: 'x', address: 'rtsp://xem:abc@10.0.0.5/main' };
  await expect(admin.call(cameraRoutes.create, { body })).rejects.toMatchObject({ code: 'invalid_input' });
});

test('a new address or login makes the recorder connect anew, a new name does not', async () => {
  const { id } = await addCamera('revision');
  const change = async (body: object) => {
    await admin.call(cameraRoutes.change, { params: { cameraId: id }, body });
    return (await rowOf(id)).revision;
  };
  expect(await change({ name: 'Toàn cảnh' })).toBe(1);
  // What is said again is no change: it would cost seconds of footage.
  expect(await change({ name: 'Bàn', address: 'rtsp://10.0.0.5:554/main', user: 'xem', password: secret })).toBe(1);
  expect(await change({ address: 'rtsp://10.0.0.5:554/sub' })).toBe(2);
  expect(await change({ password: null })).toBe(3);
  expect(await change({ address: 'rtsp://10.0.0.6/main' })).toBe(4);
  expect(await cameraSource(api.db, api.deps.secretKey, id)).toBe('rtsp://xem@10.0.0.6/main');
});

test('a saved password goes to the machine it was given for, and to no other', async () => {
  const { id } = await addCamera('elsewhere');
  const ask = (body: object) => admin.call(cameraRoutes.change, { params: { cameraId: id }, body });
  await expect(ask({ address: 'rtsp://10.0.0.66/main' })).rejects.toMatchObject({ code: 'password_needed' });
  await ask({ address: 'rtsp://10.0.0.66/main', password: 'new' });
  expect(new URL(await cameraSource(api.db, api.deps.secretKey, id)).hostname).toBe('10.0.0.66');
});

test('a login inside the address is for the administrator only', async () => {
  const address = 'rtsp://10.0.0.7:554/user=admin&password=geheim&channel=1&stream=0.sdp';
  await admin.call(cameraRoutes.create, { body: { roomId, code: 'inside', name: 'x', address } });
  const supervisor = await api.visitor('supervisor', 'reads-addresses');
  const shown = async (who: typeof admin) =>
    (await who.call(cameraRoutes.list)).items.find(({ code }) => code === 'inside')?.address;
  expect(await shown(admin)).toBe(address);
  expect(await shown(supervisor)).toBe('rtsp://10.0.0.7:554/user=…&password=…&channel=1&stream=0.sdp');
});

test('disabling needs a reason and shows it; enabling takes it away', async () => {
  const { id } = await addCamera('disabled');
  const change = (disabledReason: string | null) =>
    admin.call(cameraRoutes.change, { params: { cameraId: id }, body: { disabledReason } });
  await expect(change('')).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await change('Sửa phòng')).toMatchObject({
    state: 'disabled',
    cause: 'disabled',
    disabledReason: 'Sửa phòng',
  });
  expect(await change(null)).toMatchObject({ state: 'connecting', cause: null, disabledReason: null });
});

test('gaps count from midnight in Vietnam until now', async () => {
  const { id } = await addCamera('gaps');
  const now = Date.now();
  const midnight = Math.floor((now + 7 * 3_600_000) / 86_400_000) * 86_400_000 - 7 * 3_600_000;
  const yesterday = { camera_id: id, from_at: new Date(midnight - 60_000), cause: 'timeout' };
  await api.db
    .insertInto('gaps')
    .values({ ...yesterday, to_at: new Date(midnight + 1) })
    .execute();
  const { items } = await admin.call(cameraRoutes.list);
  expect(items.find((camera) => camera.id === id)?.gapsTodaySeconds).toBeCloseTo(0.001, 3);
});

test('the same code twice in a room is refused', async () => {
  await addCamera('twice');
  await expect(addCamera('twice')).rejects.toMatchObject({ code: 'already_exists' });
});
