import type { SessionDetail } from '../../../../services/contracts/session.ts';
import look from '../../sessions/markers/markers.module.css';
import type { Replay } from '../playing/replay.ts';
import type { Stretch } from '../playing/watched.ts';
import { MarkerLane } from './marker-lane.tsx';
import { MarkerPanel } from './marker-panel.tsx';
import { useReplayMarkers } from './use-replay-markers.ts';

interface Props {
  session: SessionDetail;
  replay: Replay;
  /** What the time line shows. */
  part: Stretch;
  /** The pictures; the panel stands beside them. */
  stage: React.ReactNode;
  /** What stands between the pictures and the markers. */
  children: React.ReactNode;
}

/** The replay of a session with its markers: a panel beside the pictures, a lane under the time line. */
export function WithMarkers({ session, replay, part, stage, children }: Props) {
  const markers = useReplayMarkers(session, replay);
  return (
    <>
      <div className={look.middle} data-panel={markers.opened}>
        {stage}
        {markers.opened && <MarkerPanel markers={markers} />}
      </div>
      {children}
      <MarkerLane markers={markers} part={part} />
    </>
  );
}
