import { setTimeout as delay } from 'node:timers/promises';
import { caseRoutes } from '../../services/contracts/case.ts';
import { type MarkerKind, markerRoutes } from '../../services/contracts/custody/marker.ts';
import { roomRoutes } from '../../services/contracts/recording/room.ts';
import { sessionRoutes } from '../../services/contracts/session.ts';
import type { SimulatedCameras } from '../stack/camera.ts';
import { openApiClient } from './api-client.ts';
import { demoRooms } from './demo.ts';

interface Inputs {
  origin: string;
  /** The demo's officer. */
  account: { login: string; password: string };
  cameras: Pick<SimulatedCameras, 'control'>;
  /** Aborted when everything ends: the session is ended early. */
  signal: AbortSignal;
}

type Step = { afterMs: number } & ({ mark: MarkerKind; text?: string } | { camera: 'stop' | 'start' });

/** What happens in the reception, in order; each time counts from the step before. */
const script: readonly Step[] = [
  { afterMs: 3_000, mark: 'notice_read' },
  { afterMs: 4_000, mark: 'identified' },
  { afterMs: 4_000, mark: 'note', text: 'Công dân nộp đơn kèm hai tài liệu.' },
  { afterMs: 2_000, camera: 'stop' },
  { afterMs: 5_000, camera: 'start' },
  { afterMs: 6_000, mark: 'notes_read_back' },
  { afterMs: 4_000, mark: 'signed' },
  { afterMs: 4_000, mark: 'receipt_given' },
  { afterMs: 3_000, mark: 'closing' },
];
const lastWordsMs = 2_000;

/**
 * Plays one reception in the demo's first room, as its officer would: a complaint, markers, and a camera that is away for some
 * seconds. So a new installation has something to replay within a minute. Takes about 40 s. Throws what the api refuses, and
 * AbortError.
 */
export async function playDemoSession({ origin, account, cameras, signal }: Inputs): Promise<void> {
  const [room] = demoRooms;
  const interrupted = room.cameras[1].stream;
  const officer = openApiClient(origin);
  await officer.logIn(account.login, account.password);
  const roomId = await whenRecording(() => officer.call(roomRoutes.list), room.name, signal);
  const { key } = await officer.call(caseRoutes.create, { body: { kind: 'KN', subject: 'Vụ việc mẫu để dùng thử' } });
  const { id: sessionId } = await officer.call(sessionRoutes.start, {
    body: {
      ...{ roomId, caseKeys: [key], kind: 'regular', caseKind: 'KN', noticeGiven: true, noticeHow: 'spoken' },
      note: 'Buổi tiếp mẫu để dùng thử: hai camera, một lần mất tín hiệu, các dấu mốc.',
    },
  });
  const params = { sessionId };
  try {
    for (const step of script) {
      await delay(step.afterMs, undefined, { signal });
      if ('camera' in step) await cameras.control(interrupted, step.camera);
      else await officer.call(markerRoutes.add, { params, body: { kind: step.mark, text: step.text ?? '' } });
    }
    await delay(lastWordsMs, undefined, { signal });
  } finally {
    await officer.call(sessionRoutes.stop, { params });
  }
}

/** Waits until all cameras of a room record. Returns the room's id. */
async function whenRecording(
  rooms: () => Promise<{ items: { id: string; name: string; cameras: { state: string }[] }[] }>,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    const { items } = await rooms();
    const room = items.find((one) => one.name === name);
    if (room && room.cameras.length > 0 && room.cameras.every(({ state }) => state === 'recording')) return room.id;
    await delay(500, undefined, { signal });
  }
}
