import { createHash } from 'node:crypto';

/** What one start of the relay is told, and nobody else: who does not know it can neither publish nor play. */
export interface RelaySecrets {
  /** Signs what may be published and played. */
  signing: string;
  /** Players need it too: what an ffmpeg is given to publish with must not be enough to watch. */
  player: string;
}

export interface RelayPorts {
  rtmp: number;
  http: number;
}

/** An ffmpeg is started at once, so this is enough; seconds. */
const validSeconds = 20;

/** Where an ffmpeg publishes the stream `name`. */
export function publishAddress({ rtmp }: RelayPorts, { signing }: RelaySecrets, name: string, nowMs: number): string {
  return `rtmp://127.0.0.1:${rtmp}${pathOf(name)}?sign=${signatureOf(name, signing, nowMs)}`;
}

/** Where the stream `name` is read as FLV over HTTP. */
export function playAddress({ http }: RelayPorts, { signing, player }: RelaySecrets, name: string, nowMs: number) {
  return `http://127.0.0.1:${http}${pathOf(name)}.flv?sign=${signatureOf(name, signing, nowMs)}&player=${player}`;
}

const pathOf = (name: string) => `/live/${name}`;

/** As node-media-server checks it (`verifyAuth` in its broadcast_server.js): MD5 is its choice. */
function signatureOf(name: string, secret: string, nowMs: number): string {
  const until = Math.floor(nowMs / 1000) + validSeconds;
  const digest = createHash('md5')
    .update(`${pathOf(name)}-${until}-${secret}`)
    .digest('hex');
  return `${until}-${digest}`;
}
