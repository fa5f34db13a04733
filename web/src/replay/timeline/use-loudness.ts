import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type CameraLoudness, type View, viewRoutes } from '../../../../services/contracts/view.ts';
import { call } from '../../api/call.ts';
import type { Replay } from '../playing/replay.ts';
import { quietStretches } from '../playing/skipping.ts';

/** It is measured when a session has been sealed: seconds after its end, minutes for a long one. */
const againMs = 20_000;

/** How loud the cameras of a view are; undefined until that is known. The replay learns where it is quiet. */
export function useLoudness(view: View, replay: Replay): CameraLoudness[] | undefined {
  const withSound = view.cameras.filter(({ hasAudio }) => hasAudio).length;
  const { data } = useQuery({
    queryKey: ['view', view.id, 'loudness'],
    queryFn: ({ signal }) => call(viewRoutes.loudness, { params: { viewId: view.id }, signal }),
    enabled: withSound > 0,
    refetchInterval: ({ state }) => ((state.data?.cameras.length ?? 0) < withSound ? againMs : false),
  });
  const cameras = data?.cameras;
  useEffect(() => {
    if (cameras) replay.setQuiet(quietStretches(cameras));
  }, [cameras, replay]);
  return cameras;
}
