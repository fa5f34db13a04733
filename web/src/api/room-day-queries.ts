import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { loudnessSpanMs, roomDayRoutes } from '../../../services/contracts/recording/room-day.ts';
import { call } from './call.ts';

/** Signs are asked for once: no hint makes them stale. */
export const signsQuery = (roomId: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['room-day', 'signs', roomId, from, to],
    queryFn: ({ signal }) => call(roomDayRoutes.signs, { params: { roomId }, query: { from, to }, signal }),
    staleTime: 60_000,
  });

/** Loudness hour by hour, one after the other: the server hears one at a time. */
export const loudnessQuery = (roomId: string, fromMs: number, toMs: number) =>
  infiniteQueryOptions({
    queryKey: ['room-day', 'loudness', roomId, fromMs, toMs],
    queryFn: ({ signal, pageParam }) =>
      call(roomDayRoutes.loudness, { params: { roomId }, query: { at: new Date(pageParam).toISOString() }, signal }),
    initialPageParam: fromMs,
    getNextPageParam: (_page, _pages, lastMs) => (lastMs + loudnessSpanMs < toMs ? lastMs + loudnessSpanMs : undefined),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
