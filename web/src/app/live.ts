import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '../../../services/contracts/events.ts';
import { meQuery } from '../api/queries.ts';
import { forgetPerson } from '../api/query-client.ts';
import { isStale } from '../api/stale-queries.ts';

const retryMs = 3_000;

/** Keeps the screens up to date while mounted: hints make queries stale. Returns whether the connection stands. */
export function useLive(): boolean {
  const client = useQueryClient();
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    const socket: Socket<ServerToClient, ClientToServer> = io({
      transports: ['websocket', 'polling'],
      reconnectionDelayMax: 5_000,
    });
    let hasBeenConnected = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    // Socket.IO does not try again by itself after the server refused or closed a connection.
    const comeBack = () => {
      clearTimeout(again);
      if (!socket.active) again = setTimeout(() => socket.connect(), retryMs);
    };
    socket.on('connect', () => {
      setConnected(true);
      // Hints sent while the line was down are lost.
      if (hasBeenConnected) void refreshEverything(client);
      hasBeenConnected = true;
    });
    socket.on('disconnect', () => {
      setConnected(false);
      comeBack();
    });
    socket.on('connect_error', ({ message }) => {
      setConnected(false);
      if (message === 'not_logged_in') void client.invalidateQueries({ queryKey: meQuery.queryKey });
      comeBack();
    });
    socket.on('changed', (hint) => {
      void client.invalidateQueries({ predicate: ({ queryKey }) => isStale(queryKey, hint) });
    });
    socket.on('resync', () => void refreshEverything(client));
    socket.on('ended', () => {
      clearTimeout(again);
      forgetPerson(client);
    });
    return () => {
      clearTimeout(again);
      socket.close();
    };
  }, [client]);
  return connected;
}

async function refreshEverything(client: QueryClient): Promise<void> {
  await client.invalidateQueries();
}
