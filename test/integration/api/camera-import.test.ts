import { afterAll, beforeAll, expect, test } from 'vitest';
import { cameraRoutes } from '../../../services/contracts/recording/camera.ts';
import { cameraImportRoutes } from '../../../services/contracts/recording/camera-import.ts';
import { roomRoutes } from '../../../services/contracts/recording/room.ts';
import { cameraSource } from '../../../services/recording/cameras/source.ts';
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
    fault: null,
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

test('a camera that is sent to another machine needs its password again', async () => {
  await run(`${head}\np4,c1,Cửa,rtsp://10.0.0.5/main,xem,bí mật,Phòng 4`);
  const moved = await run(`${head}\np4,c1,Cửa,rtsp://10.0.0.50/main,xem,,`);
  expect([moved.isDone, moved.rows[0]?.faults]).toEqual([false, [{ column: 'password', code: 'needed' }]]);
  expect((await run(`${head}\np4,c1,Cửa,rtsp://10.0.0.50/main,xem,bí mật,`)).isDone).toBe(true);
});

const columns = 'room,code,name,address,user,password';
test.each([
  ['room,code,name', { code: 'missing_columns', columns: ['address'] }],
  ['room,code,name,address,colour\na,b,c,d,e', { code: 'unknown_columns', columns: ['colour'] }],
  [columns, { code: 'no_lines' }],
  [`${columns}\np1,"c1`, { code: 'broken_line', line: 2 }],
  [`${columns}\np1,c1,Cửa,rtsp://10.0.0.5/main,xem,mật,khẩu`, { code: 'broken_line', line: 2 }],
  [`${columns}\np1,c1,C\ufffda,rtsp://10.0.0.5/main,,`, { code: 'not_utf8' }],
  [`${columns}\n${'p1,c1,a,b,,\n'.repeat(1001)}`, { code: 'too_many_lines', most: 1000 }],
])('a file that cannot be read is refused with what is wrong, and nothing of it is shown: %#', async (csv, fault) => {
  const done = await run(csv);
  expect(done).toEqual({ isDone: false, fault, newRooms: [], rows: [] });
  expect(JSON.stringify(done)).not.toMatch(/mật|khẩu/);
});

test('a character that the database cannot hold is a clear error', async () => {
  const refused = await run(`${columns}\np1,c1,C\u0000,rtsp://10.0.0.5/main,,`).catch((error) => error);
  expect(refused.code).toBe('invalid_input');
});
