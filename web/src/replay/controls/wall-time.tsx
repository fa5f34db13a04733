import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatExact } from '../../text/time.ts';
import type { Replay } from '../playing/replay.ts';
import look from '../replay.module.css';

/**
 * The exact wall time of the frame the large camera shows, from the frame's own media time. Where that camera has no
 * footage the clock's time stands here, dimmed and without `data-ms`.
 */
export function WallTime({ replay, main }: { replay: Replay; main: string }) {
  const { t } = useTranslation();
  const element = useRef<HTMLTimeElement>(null);
  useEffect(() => {
    const write = (wallMs: number, ofFrame: boolean) => {
      const time = element.current;
      if (!time) return;
      time.textContent = formatExact(wallMs);
      time.dataset.frame = String(ofFrame);
      if (ofFrame) time.dataset.ms = String(Math.round(wallMs));
      else delete time.dataset.ms;
    };
    const stop = replay.onFrame((cameraId, wallMs) => {
      if (cameraId === main && isInside(replay, wallMs) && replay.getState().conditions[main] !== 'none')
        write(wallMs, true);
    });
    const present = () => {
      const { conditions } = replay.getState();
      const shown = replay.shownBy(main);
      if (conditions[main] === 'footage' && isInside(replay, shown)) write(shown, true);
      else if (conditions[main] !== 'loading') write(replay.position(), false);
    };
    present();
    const timer = setInterval(present, 100);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [replay, main]);
  return (
    <div className={look.wall}>
      <span className={look.wallDate}>{formatDate(replay.from)}</span>
      <time ref={element} className={look.wallTime} data-testid="wall-time" title={t('replay.wallTime')} />
    </div>
  );
}

/** Players start at the first frame they have, which may lie before the view; that one is not worth a time. */
function isInside(replay: Replay, wallMs: number | null): wallMs is number {
  return wallMs !== null && wallMs > replay.from - 100 && wallMs < replay.to + 100;
}
