import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { viewRoutes } from '../../../../services/contracts/view.ts';
import { codeOf } from '../../api/api-problem.ts';
import { call } from '../../api/call.ts';
import type { Reason } from '../../replay/opening/use-view.ts';

/** The person's look at a room as it is now, opened with the wall's reason. `onExpired` is told when the reason is asked for again. */
export function useLiveView(roomId: string, reason: Reason & { givenAtMs: number }, onExpired: () => void) {
  const view = useQuery({
    // Each reason opens a look of its own; one look is enough, however often the tile comes and goes.
    queryKey: ['live-view', roomId, reason.givenAtMs],
    queryFn: () => {
      const { givenAtMs: _, ...given } = reason;
      return call(viewRoutes.open, { body: { target: { kind: 'live', roomId }, ...given } });
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    refetchOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    // A session that just began may not be known to this page yet.
    retry: (failures, error) => failures < 3 && codeOf(error) === 'forbidden',
  });
  const expiresAt = view.data?.expiresAt;
  useEffect(() => {
    if (expiresAt === undefined) return;
    const timer = setTimeout(onExpired, Math.min(Date.parse(expiresAt) - Date.now(), 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }, [expiresAt, onExpired]);
  return view;
}
