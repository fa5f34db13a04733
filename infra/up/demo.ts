import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Role } from '../../services/contracts/access/account.ts';
import type { SimulatedCamera } from '../stack/camera.ts';
import { freePort } from '../stack/free-port.ts';
import { writePrivate } from './secrets.ts';

/** One account per role. Names are made up. */
export const demoAccounts: { login: string; name: string; role: Role }[] = [
  { login: 'canbo', name: 'Nguyễn Văn An', role: 'officer' },
  { login: 'giamsat', name: 'Trần Thị Bình', role: 'supervisor' },
  { login: 'chanhthanhtra', name: 'Lê Minh Chính', role: 'chief' },
  { login: 'luutru', name: 'Phạm Thu Dung', role: 'archivist' },
  { login: 'quantri', name: 'Hoàng Quốc Đạt', role: 'admin' },
];

/** Two rooms with three cameras. */
export const demoRooms = [
  {
    code: 'tiep-dan-1',
    name: 'Phòng tiếp công dân số 1',
    kind: 'reception',
    cameras: [
      { code: 'toan-canh', name: 'Toàn cảnh', stream: 'tiep-dan-1-toan-canh', number: 1 },
      { code: 'ban-tiep', name: 'Bàn tiếp', stream: 'tiep-dan-1-ban-tiep', number: 2 },
    ],
  },
  {
    code: 'thanh-tra-1',
    name: 'Phòng làm việc Đoàn thanh tra',
    kind: 'inspection',
    cameras: [{ code: 'toan-canh', name: 'Toàn cảnh', stream: 'thanh-tra-1-toan-canh', number: 3 }],
  },
] as const;

export const demoCameras: SimulatedCamera[] = demoRooms.flatMap(({ cameras }) =>
  cameras.map(({ stream, number }) => ({ name: stream, number })),
);

const demoSchema = z.object({ cameraPort: z.number() });

/** The port the demo's cameras have had since the first start, or null when this installation has no demo. */
export async function demoCameraPort(dataPath: string): Promise<number | null> {
  const text = await readFile(join(dataPath, 'demo.json'), 'utf8').catch(() => null);
  return text === null ? null : demoSchema.parse(JSON.parse(text)).cameraPort;
}

/** Chooses the port of the demo's cameras for good, `wanted` where it is free: their addresses stand in the database. */
export async function chooseCameraPort(dataPath: string, wanted: number): Promise<number> {
  const cameraPort = await freePort(wanted).catch(() => freePort());
  await writePrivate(join(dataPath, 'demo.json'), `${JSON.stringify({ cameraPort })}\n`);
  return cameraPort;
}
