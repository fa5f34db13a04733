import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { SessionDetail } from '../../../../services/contracts/session.ts';
import { type View, viewRoutes } from '../../../../services/contracts/view.ts';
import { call } from '../../api/call.ts';

export interface Reason {
  reasonCode: string;
  caseId?: string;
  note: string;
}

interface OpenView {
  view: View | null;
  expired: boolean;
  opening: boolean;
  error: Error | null;
  /** Wall ms to go on from when the view was opened again. */
  startAt: number | null;
  open: (reason: Reason) => void;
  expire: (at: number) => void;
}

/** The person's look at a session, or at what another look watched of it: opened with a reason (at once for an own session), and again when it has run out. */
export function useView(session: SessionDetail, watchedId: string | null): OpenView {
  const [expired, setExpired] = useState(false);
  const [startAt, setStartAt] = useState<number | null>(null);
  const asked = useRef(false);
  const opening = useMutation({
    mutationFn: (reason: Reason) => {
      const target =
        watchedId === null
          ? ({ kind: 'session', sessionId: session.id } as const)
          : ({ kind: 'watched', viewId: watchedId } as const);
      return call(viewRoutes.open, { body: { target, ...reason } });
    },
    onSuccess: () => setExpired(false),
  });
  const { mutate } = opening;
  const [view, setView] = useState<View | null>(null);
  // The old view stays on the screen, stopped, until the new one is there.
  if (opening.data && opening.data !== view) setView(opening.data);
  useEffect(() => {
    if (!session.own || !session.mayReplay || asked.current) return;
    asked.current = true;
    mutate({ reasonCode: 'own', note: '' });
  }, [session.own, session.mayReplay, mutate]);
  const expire = useCallback(
    (at: number) => {
      setStartAt(at);
      setExpired(true);
      if (session.own) mutate({ reasonCode: 'own', note: '' });
    },
    [session.own, mutate],
  );
  return { view, expired, opening: opening.isPending, error: opening.error, startAt, open: mutate, expire };
}
