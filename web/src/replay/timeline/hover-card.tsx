import { useTranslation } from 'react-i18next';
import type { View, ViewCamera } from '../../../../services/contracts/view.ts';
import { formatExact, formatTime } from '../../text/time.ts';
import { ViewerMark } from '../pictures/viewer-mark.tsx';
import { type Stretch, stretchOf } from '../playing/watched.ts';
import { useHoverPicture } from './hover-picture.ts';
import { shareOf } from './scale.ts';
import look from './timeline.module.css';

interface Props {
  view: View;
  part: Stretch;
  wallMs: number;
  /** Whose picture. */
  camera: ViewCamera;
}

/** A second on the whole line is worth milliseconds. */
const exactBelowMs = 120_000;

/** Where the pointer is: the time, and the camera's picture of that instant or why there is none. */
export function HoverCard({ view, part, wallMs, camera }: Props) {
  const { t } = useTranslation();
  const isIn = (one: Stretch) => one.from <= wallMs && wallMs < one.to;
  const hasFootage = camera.footage.map(stretchOf).some(isIn);
  const gap = camera.gaps.find(({ from, to }) => isIn({ from: Date.parse(from), to: to ? Date.parse(to) : Infinity }));
  const picture = useHoverPicture(view, hasFootage ? camera.camera.id : null, hasFootage ? wallMs : null);
  const why = gap ? t('replay.gap', { cause: t(`terms.gapCause.${gap.cause}`) }) : t('replay.outside');
  const time = part.to - part.from < exactBelowMs ? formatExact(wallMs) : formatTime(wallMs);
  const isEarlier = picture !== null && wallMs - picture.takenAtMs >= 1_000;
  return (
    <div className={look.hover} style={{ '--at': shareOf(wallMs, part) } as React.CSSProperties} aria-hidden>
      <div className={look.hoverCard} data-testid="hover" data-taken-at-ms={picture?.takenAtMs}>
        <div className={look.hoverPicture}>
          {picture && <img src={picture.address} alt="" draggable={false} />}
          {picture && <ViewerMark view={view} />}
          {!hasFootage && <span>{why}</span>}
        </div>
        <div className={look.hoverWords}>
          <span>{camera.camera.name}</span>
          <strong>{time}</strong>
        </div>
        {isEarlier && <small>{t('replay.pictureOf', { time: formatExact(picture.takenAtMs) })}</small>}
      </div>
    </div>
  );
}
