import { useEffect, useRef } from 'react';
import { formatTime } from '../../text/time.ts';
import type { Replay } from '../playing/replay.ts';
import { shareOf } from './scale.ts';
import look from './timeline.module.css';
import type { Sight } from './use-sight.ts';

interface Props {
  replay: Replay;
  sight: Sight;
  /** The slider that says where it stands. */
  slider: React.RefObject<HTMLDivElement | null>;
}

/** A jump of this much is somebody's wish to see that place. */
const jumpMs = 1_000;

/**
 * Where the clock stands. Moves with every screen refresh, past React: it is one style and two attributes. Keeps itself in
 * sight while it plays and after jumps; whoever pans away from it is left there.
 */
export function Playhead({ replay, sight, slider }: Props) {
  const line = useRef<HTMLDivElement>(null);
  const now = useRef(sight);
  now.current = sight;
  useEffect(() => {
    let request = 0;
    let before = { position: replay.position(), part: now.current.part };
    const draw = () => {
      const position = replay.position();
      const { part, follow } = now.current;
      const isIn = (wallMs: number) => part.from <= wallMs && wallMs <= part.to;
      const ranOut = before.part === part && isIn(before.position);
      const jumped = Math.abs(position - before.position) > jumpMs * Math.max(1, Math.abs(replay.getState().rate));
      if (!isIn(position) && (ranOut || jumped)) follow(position);
      before = { position, part };
      if (line.current) {
        line.current.style.left = `${shareOf(position, part) * 100}%`;
        line.current.hidden = !isIn(position);
      }
      tell(slider.current, replay, position);
      request = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(request);
  }, [replay, slider]);
  return <div ref={line} className={look.playhead} />;
}

function tell(slider: HTMLDivElement | null, replay: Replay, position: number): void {
  const seconds = String(Math.round((position - replay.from) / 1000));
  if (!slider || slider.getAttribute('aria-valuenow') === seconds) return;
  slider.setAttribute('aria-valuenow', seconds);
  slider.setAttribute('aria-valuetext', formatTime(position));
}
