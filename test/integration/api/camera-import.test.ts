import { afterAll, beforeAll, expect, test } from 'vitest';
import { cameraRoutes } from '../../../services/contracts/recording/camera.ts';
import { cameraImportRoutes } from '../../../services/contracts/recording/camera-import.ts';
import { roomRoutes } from '../../../services/contracts/recording/room.ts';
import { cameraSource } from '../../../services/recording/cameras/cameras.ts';
import { startApi, type TestApi } from '../../support/api.ts';

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['visitor']>>;
beforeAll(async () => {
  api = await startApi();
  admin = await api.visitor('admin');
});
afterAll(() => api.close());

const run = (csv: string, dryRun = false) => admin.call(cameraImportRoutes.run, { body: { csv, dryRun } });
const cameras = async () => (await admin.call(cameraRoutes.list)).items;
const outcomes = (done: Awaited<ReturnType<typeof run>>) => done.rows.map(({ outcome }) => outcome);

const head = 'room,code,name,address,user,password,room_name';

test('a dry run says what would happen and changes nothing', async () => {
  const csv = `${head}\np1,c1,"Toàn cảnh, cửa",rtsp://10.0.0.5/main,xem,"mật,khẩu",Phòng 1\np1,c2,Bàn tiếp,rtsp://10.0.0.6/main,,,`;
  expect(await run(csv, true)).toEqual({
    isDone: false,
    newRooms: [{ code: 'p1', name: 'Phòng 1' }],
    rows: [
      { line: 2, room: 'p1', code: 'c1', name: 'Toàn cảnh, cửa', outcome: 'added', faults: [] },
      { line: 3, room: 'p1', code: 'c2', name: 'Bàn tiếp', outcome: 'added', faults: [] },
    ],
  });
  expect(await cameras()).toEqual([]);
  expect(JSON.stringify(await run(csv, true))).not.toContain('mật');
});

test('adds, changes and leaves alone; what the file does not say stays', async () => {
  const first = await run(
    `${head}\np2,c1,Toàn cảnh,rtsp://10.0.0.5/main,xem,bí mật,Phòng 2\np2,c2,Bàn,rtsp://10.0.0.6/main,,,`,
  );
  expect([first.isDone, ...outcomes(first)]).toEqual([true, 'added', 'added']);
  // As a Vietnamese Excel saves it: a mark at the start, semicolons, other columns first.
  const again = await run(
    '\ufeffname;room;code;address\r\nToàn cảnh;p2;c1;rtsp://10.0.0.5/main\r\nBàn tiếp;p2;c2;rtsp://10.0.0.6/main\r\n',
  );
  expect([again.isDone, ...outcomes(again)]).toEqual([true, 'same', 'changed']);
  const rows = await api.db.selectFrom('cameras').select(['id', 'name', 'revision']).orderBy('code').execute();
  expect(rows.map(({ name, revision }) => [name, revision])).toEqual([
    ['Toàn cảnh', 1],
    ['Bàn tiếp', 1],
  ]);
  const source = new URL(await cameraSource(api.db, api.deps.secretKey, rows[0]?.id ?? ''));
  expect([source.username, decodeURIComponent(source.password)]).toEqual(['xem', 'bí mật']);
  expect((await admin.call(roomRoutes.list)).items.map(({ name }) => name)).toContain('Phòng 2');
  const audit = await api.db.selectFrom('audit_log').select('act').where('act', 'like', 'camera.%').execute();
  expect(audit.map(({ act }) => act).sort()).toEqual(['camera.change', 'camera.create', 'camera.create']);
  expect(outcomes(await run(`${head}\np2,c1,Toàn cảnh,rtsp://10.0.0.5/main,xem,khác,`, true))).toEqual(['changed']);
});

test('one line with a fault, and nothing is written', async () => {
  const before = await cameras();
  const done = await run(
    [
      head,
      'p3,c1,Được,rtsp://10.0.0.5/main,,,Phòng 3',
      'p9,c1,Không phòng,rtsp://10.0.0.5/main,,,',
      'p3,C 2,,http://10.0.0.5/main,,,',
      'p3,c1,Lần hai,rtsp://10.0.0.5/main,,,',
      'p3,c3,Mật khẩu trong địa chỉ,rtsp://xem:abc@10.0.0.5/main,,,',
    ].join('\n'),
  );
  expect(done.isDone).toBe(false);
  expect(done.rows.map(({ faults }) => faults.map(({ column, code }) => `${column} ${code}`))).toEqual([
    [],
    ['room unknown_room'],
    ['code bad', 'name missing', 'address bad'],
    ['code twice'],
    ['address bad'],
  ]);
  expect(await cameras()).toEqual(before);
});

test.each([
  ['room,code,name', /lacks address/],
  ['room,code,name,address,colour\na,b,c,d,e', /not known: colour/],
  ['room,code,name,address', /no lines/],
  ['room,code,name,address\np1,"c1', /cannot be read/],
])('a file that is none is refused with what is wrong: %s', async (csv, message) => {
  const refused = await run(csv).catch((error) => error);
  expect(refused.code).toBe('invalid_input');
  expect(refused.problem.detail).toMatch(message);
});
