import type { MarkerColour } from '../../../../services/contracts/custody/marker.ts';
import look from './markers.module.css';

/** The colour of a marker; its kind stands beside it in words. */
export function MarkerDot({ colour }: { colour: MarkerColour }) {
  return <span className={look.dot} data-colour={colour} aria-hidden />;
}
