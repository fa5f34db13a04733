import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { recordQuery, sessionsQuery } from '../../api/queries.ts';
import { loudnessQuery, signsQuery } from '../../api/room-day-queries.ts';
import { type Span, suggestSessions } from './suggest.ts';

const hourMs = 3_600_000;

/** All that is known of a room's day: footage, sessions, signs of people, and what they suggest. `toMs` is now on the present day. */
export function useDay(roomId: string, { fromMs, toMs }: Span) {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  const record = useQuery(recordQuery(roomId, from, to));
  const sessions = useInfiniteQuery(sessionsQuery({ roomId, from, to, limit: 100 }));
  const signs = useQuery(signsQuery(roomId, from, to));
  const loudness = useInfiniteQuery(loudnessQuery(roomId, fromMs, toMs));
  const { hasNextPage, isFetching, fetchNextPage, isError } = loudness;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  const heard = useMemo(() => loudness.data?.pages.flatMap((page) => page.loudness) ?? [], [loudness.data]);
  const quiet = useMemo(() => spansOf(signs.data?.quiet ?? []), [signs.data]);
  const taken = useMemo(
    () => spansOf((sessions.data ?? []).map((one) => ({ from: one.startedAt, to: one.endedAt ?? to }))),
    [sessions.data, to],
  );
  const motion = signs.data?.motion;
  const suggestions = useMemo(
    () => suggestSessions({ fromMs, loudness: heard, motion: motion ?? [] }, [...taken, ...quiet]),
    [fromMs, heard, motion, taken, quiet],
  );
  return {
    ...{ record, sessions: sessions.data ?? [], quiet, motion: motion ?? [], loudness: heard, suggestions },
    hours: { done: loudness.data?.pages.length ?? 0, all: Math.ceil((toMs - fromMs) / hourMs) },
    error: record.error ?? sessions.error ?? signs.error ?? loudness.error,
  };
}

export type Day = ReturnType<typeof useDay>;

function spansOf(intervals: readonly { from: string; to: string }[]): Span[] {
  return intervals.map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }));
}
