import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { Marker } from '../../../../services/contracts/custody/marker.ts';
import type { SessionDetail } from '../../../../services/contracts/session.ts';
import { markersQuery } from '../../api/marker-queries.ts';
import { neighbour } from '../../sessions/markers/marker-look.ts';
import { type MarkerActs, useMarkerActs } from '../../sessions/markers/use-marker-acts.ts';
import { isElsewhere } from '../controls/keys.ts';
import type { Replay } from '../playing/replay.ts';

export interface ReplayMarkers {
  session: SessionDetail;
  replay: Replay;
  items: readonly Marker[];
  error: Error | null;
  mayMark: boolean;
  acts: MarkerActs;
  /** The panel is open. */
  opened: boolean;
  toggle: () => void;
  /** The instant that a new marker is being written for. */
  draftAt: string | null;
  write: () => void;
  leave: () => void;
  /** The marker that was gone to last. */
  hereId: string | null;
  jump: (marker: Pick<Marker, 'id' | 'at'>) => void;
}

const none: Marker[] = [];

/** The markers of the session that is replayed, their panel, and their keys: M sets one, ↑ and ↓ go from one to the next. */
export function useReplayMarkers(session: SessionDetail, replay: Replay): ReplayMarkers {
  const { data, error } = useQuery(markersQuery(session.id));
  const acts = useMarkerActs(session.id);
  const isWide = useMediaQuery('(min-width: 62em)', undefined, { getInitialValueInEffect: false });
  const [wanted, setWanted] = useState<boolean | null>(null);
  const [draftAt, setDraftAt] = useState<string | null>(null);
  const [hereId, setHereId] = useState<string | null>(null);
  const opened = wanted ?? isWide ?? false;
  const items = data?.items ?? none;
  const mayMark = data?.mayMark ?? false;
  const jump = useCallback(
    ({ id, at }: Pick<Marker, 'id' | 'at'>) => {
      setHereId(id);
      replay.seek(Date.parse(at));
    },
    [replay],
  );
  const write = useCallback(() => {
    if (!mayMark) return;
    setWanted(true);
    setDraftAt(new Date(replay.position()).toISOString());
  }, [mayMark, replay]);
  useMarkerKeys({ items, replay, write, jump });
  return {
    ...{ session, replay, items, error, mayMark, acts, opened, draftAt, write, hereId, jump },
    toggle: () => setWanted(!opened),
    leave: () => setDraftAt(null),
  };
}

type Keys = Pick<ReplayMarkers, 'items' | 'replay' | 'write' | 'jump'>;

function useMarkerKeys({ items, replay, write, jump }: Keys) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isElsewhere(event.target)) return;
      const direction = { ArrowUp: -1, ArrowDown: 1 }[event.key] as 1 | -1 | undefined;
      if (direction === undefined && event.key.toLowerCase() !== 'm') return;
      event.preventDefault();
      if (direction === undefined) return write();
      const next = neighbour(items, replay.position(), direction);
      if (next) jump(next);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [items, replay, write, jump]);
}
