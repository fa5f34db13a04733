import { readdir, readFile } from 'node:fs/promises';
import type { SimulatedCamera, SimulatedCameras } from '../../../infra/stack/camera.ts';
import { startSimulatedCameras } from '../../../infra/stack/camera.ts';
import { FlvReader, type FlvTag } from '../../../services/adapters/video/live/flv.ts';
import { viewRoutes } from '../../../services/contracts/view.ts';
import { createCamera } from '../../../services/recording/cameras/cameras.ts';
import { createRoom } from '../../../services/recording/rooms.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import type { Client } from '../../support/client.ts';
import { testFolder } from '../../support/stack.ts';

export type LiveHouse<N extends string> = Awaited<ReturnType<typeof openLiveHouse<N>>>;

const login = { user: 'viewer', password: 'camera-secret' };

/** An api and simulated cameras that want a password, each in a room of its own. */
export async function openLiveHouse<N extends string>(
  cameras: (SimulatedCamera & { name: N; room?: N })[],
  change: Parameters<typeof startApi>[0] = {},
) {
  const api = await startApi(change);
  const logPath = `${await testFolder('cameras')}/cameras.log`;
  const simulated: SimulatedCameras = await startSimulatedCameras({ cameras, login, logPath });
  const rooms = {} as Record<N, { room: string; camera: string }>;
  for (const { name, room = name } of cameras)
    rooms[name] = await addCamera(api, {
      code: name,
      room: rooms[room]?.room,
      address: simulated.addresses[name] ?? '',
    });
  return {
    ...{ api, simulated, rooms, login },
    async close() {
      await api.close();
      await simulated.close();
    },
  };
}

async function addCamera(
  { db, deps }: TestApi,
  { code, room, address }: { code: string; room: string | undefined; address: string },
) {
  const roomId = room ?? (await createRoom(db, { code, name: `Phòng ${code}`, kind: 'reception' })).id;
  const camera = { roomId, code, name: `Camera ${code}`, address, ...login };
  return { room: roomId, camera: (await createCamera(db, deps.secretKey, camera)).id };
}

/** Opens a live view of a room. */
export function openLive(who: Pick<Client, 'call'>, roomId: string, reasonCode: 'own' | 'monitoring' = 'monitoring') {
  const note = reasonCode === 'own' ? '' : 'on duty';
  return who.call(viewRoutes.open, { body: { target: { kind: 'live', roomId }, reasonCode, note } });
}

/** Reads a live address over HTTP; what came is kept as it comes. */
export async function readLive(who: Pick<Client, 'request'>, address: string) {
  const stopping = new AbortController();
  const answer = await who.request(address, { signal: stopping.signal });
  if (!answer.ok || !answer.body) throw new Error(`${answer.status} ${await answer.text()}`);
  const body = answer.body.getReader();
  const reader = new FlvReader();
  const tags: (FlvTag & { atMs: number })[] = [];
  async function pump() {
    for (let next = await body.read(); !next.done; next = await body.read())
      tags.push(...reader.push(Buffer.from(next.value)).map((tag) => ({ ...tag, atMs: Date.now() })));
    return 'ended' as const;
  }
  const over = pump().catch(() => 'cut' as const);
  return { tags: tags as readonly (FlvTag & { atMs: number })[], over, stop: () => stopping.abort() };
}

/** The ffmpegs that push to a relay now, by their arguments. */
export async function previews(): Promise<string[]> {
  const lines = await Promise.all(
    (await readdir('/proc')).map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes('rtmp://127.0.0.1')).map((line) => line.replaceAll('\0', ' '));
}
