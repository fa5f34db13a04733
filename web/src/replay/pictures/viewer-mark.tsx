import { useEffect, useState } from 'react';
import type { View } from '../../../../services/contracts/view.ts';
import { useMe } from '../../app/current-person.ts';
import { formatDateTime } from '../../text/time.ts';
import look from './viewer-mark.module.css';

/** Enough to cover the largest picture; what is outside is cut off. */
const places = Array.from({ length: 60 }, (_, place) => place);

/**
 * Who looks, when and from where, faintly all over a picture: a photograph of the screen names its maker. It lies over the
 * footage, not in it, takes no clicks, and is nothing to listen to.
 */
export function ViewerMark({ view }: { view: View }) {
  const { name } = useMe();
  const now = useSecond();
  const words = `${name} · ${view.station} · ${formatDateTime(now)}`;
  return (
    <div className={look.mark} aria-hidden data-testid="viewer-mark" data-mark={words}>
      <div className={look.sheet}>
        {places.map((place) => (
          <span key={place} data-words={words} />
        ))}
      </div>
    </div>
  );
}

/** The time by this machine's clock, each second. */
function useSecond(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
