import { connect } from 'socket.io-client';
import { openApiClient } from '../../infra/up/api-client.ts';
import type { Hint } from '../../services/contracts/events.ts';

export { Refused } from '../../infra/up/api-client.ts';

export type Client = ReturnType<typeof openClient>;

/** One browser at the api, with its socket. */
export function openClient(baseUrl: string, { origin = new URL(baseUrl).origin } = {}) {
  const client = openApiClient(baseUrl, { origin });
  return {
    ...client,
    socket: () => openSocket(baseUrl, origin, client.cookie()),
    /** A socket with another browser's cookie. */
    socketWith: (stolen: string) => openSocket(baseUrl, origin, stolen),
  };
}

/** Hints as they come. Close it when done. */
function openSocket(baseUrl: string, origin: string, cookie: string) {
  const extraHeaders = { origin, ...(cookie === '' ? {} : { cookie }) };
  const socket = connect(baseUrl, { transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders });
  const hints: Hint[] = [];
  socket.on('changed', (hint: Hint) => hints.push(hint));
  const heard = (event: 'connect' | 'resync' | 'ended' | 'disconnect') =>
    new Promise<void>((resolve) => socket.once(event, () => resolve()));
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return {
    connected,
    ended: heard('ended'),
    closed: heard('disconnect'),
    resync: () => heard('resync'),
    hints: hints as readonly Hint[],
    /** What a page must not do: send something. */
    emit: (event: string, ...words: string[]) => socket.emit(event, ...words),
    close: () => void socket.close(),
  };
}
