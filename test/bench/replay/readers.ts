import { setTimeout as delay } from 'node:timers/promises';
import type { View } from '../../../services/contracts/view.ts';
import { viewRoutes } from '../../../services/contracts/view.ts';
import type { Client } from '../../support/client.ts';

const people = 16;
const seconds = 60;
/** What a player holds before it begins to play, and tries to keep. */
const aheadSeconds = 10;

export interface Stalls {
  stalls: number;
  fragments: number;
  /** From asking for a fragment to its last byte, ms. */
  tookMs: number[];
}

/** Sixteen people who replay four cameras each, in real time: a fragment that comes after its time is a stall. */
export async function readAtOnce(client: Client, sessionId: string): Promise<Stalls> {
  const found: Stalls = { stalls: 0, fragments: 0, tookMs: [] };
  await Promise.all(Array.from({ length: people }, (_, person) => replay(client, sessionId, person, found)));
  return found;
}

async function replay(client: Client, sessionId: string, person: number, found: Stalls) {
  // Not all in one second: nobody presses a button in step with fifteen others.
  await delay(person * 250);
  const target = { kind: 'session', sessionId } as const;
  const view = await client.call(viewRoutes.open, { body: { target, reasonCode: 'own', note: '' } });
  await Promise.all(view.cameras.map((camera, i) => readCamera(client, camera, i === 0, found)));
}

/** As the page does: the picture of each camera, and the sound of the one that is heard. */
async function readCamera(client: Client, { playlist }: View['cameras'][number], isHeard: boolean, found: Stalls) {
  const base = playlist.replace(/index\.m3u8$/, '');
  const tracks = isHeard ? ['video', 'audio'] : ['video'];
  await Promise.all(tracks.map((track) => readTrack(client, base, `${base}${track}.m3u8`, found)));
}

async function readTrack(client: Client, base: string, playlist: string, found: Stalls) {
  const entries = entriesOf(await (await client.request(playlist)).text());
  let startedAt: number | null = null;
  let mediaSeconds = 0;
  for (const { uri, range, duration } of entries) {
    if (mediaSeconds > seconds) return;
    if (startedAt !== null)
      await delay(Math.max(0, startedAt + (mediaSeconds - aheadSeconds) * 1000 - performance.now()));
    const askedAt = performance.now();
    const answer = await client.request(`${base}${uri}`, range ? { headers: { range } } : {});
    if (!answer.ok) throw new Error(`${uri} answered ${answer.status}`);
    await answer.arrayBuffer();
    const now = performance.now();
    found.tookMs.push(now - askedAt);
    found.fragments += 1;
    if (startedAt !== null && now > startedAt + mediaSeconds * 1000) {
      found.stalls += 1;
      startedAt = now - mediaSeconds * 1000;
    }
    mediaSeconds += duration;
    if (startedAt === null && mediaSeconds >= aheadSeconds) startedAt = now;
  }
}

function entriesOf(playlist: string) {
  const found: { uri: string; range: string | null; duration: number }[] = [];
  let duration = 0;
  let range: string | null = null;
  for (const line of playlist.split('\n')) {
    const [, length, start] = /^#EXT-X-BYTERANGE:(\d+)@(\d+)/.exec(line) ?? [];
    if (length && start) range = `bytes=${start}-${Number(start) + Number(length) - 1}`;
    duration = Number(/^#EXTINF:([\d.]+)/.exec(line)?.[1] ?? duration);
    if (line === '' || line.startsWith('#')) continue;
    found.push({ uri: line, range, duration });
    range = null;
  }
  return found;
}
