import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ViewCamera } from '../../../../services/contracts/view.ts';
import { formatTime } from '../../text/time.ts';
import { type Stretch, stretchOf } from '../playing/watched.ts';
import { placeOf } from './scale.ts';
import look from './timeline.module.css';

interface LaneProps {
  camera: ViewCamera;
  part: Stretch;
  limits: Stretch;
  onSeek: (wallMs: number) => void;
}

/** One camera in the part that is in sight: footage, and hatched where there is none, with the cause to point at or tab to. */
export function CameraLane({ camera, part, limits, onSeek }: LaneProps) {
  const { t } = useTranslation();
  return (
    <div className={look.lane} data-row={camera.camera.id} data-testid="lane" data-camera-id={camera.camera.id}>
      <Pieces stretches={camera.footage.map(stretchOf)} part={part} className={look.footage} />
      {camera.gaps.map(({ from, to, cause }) => {
        const gap = { from: Date.parse(from), to: to ? Date.parse(to) : limits.to };
        const place = placeOf(gap, part);
        if (!place) return null;
        const why = t('replay.gap', { cause: t(`terms.gapCause.${cause}`) });
        const label = `${formatTime(gap.from)}–${formatTime(gap.to)} · ${why}`;
        return (
          <Tooltip key={from} label={label} position="top" events={{ hover: true, focus: true, touch: true }}>
            <button
              type="button"
              aria-label={`${camera.camera.name}: ${label}`}
              className={look.gap}
              style={place}
              onClick={(event) => event.detail === 0 && onSeek(Math.min(gap.from + 500, (gap.from + gap.to) / 2))}
              data-testid="gap"
              data-cause={cause}
            />
          </Tooltip>
        );
      })}
    </div>
  );
}

/** Hatches over all cameras what the view leaves out. */
export function LeftOut({ stretches, part }: { stretches: readonly Stretch[]; part: Stretch }) {
  return stretches.map((stretch) => {
    const place = placeOf(stretch, part);
    return place && <div key={stretch.from} className={look.leftOut} style={place} data-testid="left-out" />;
  });
}

export function WatchedLane({ stretches, part }: { stretches: readonly Stretch[]; part: Stretch }) {
  return (
    <div className={look.watchedLane} data-testid="watched-lane">
      <Pieces stretches={stretches} part={part} className={look.watched} />
    </div>
  );
}

/** The stretch that is played again and again, or the end of it that is set. */
export function Loop({ loop, part }: { loop: { from: number | null; to: number | null }; part: Stretch }) {
  const from = loop.from ?? loop.to;
  const to = loop.to ?? loop.from;
  const place = from !== null && to !== null && placeOf({ from, to }, part);
  return place ? <div className={look.loop} style={place} data-testid="loop" /> : null;
}

interface PiecesProps {
  stretches: readonly Stretch[];
  part: Stretch;
  className: string | undefined;
}

function Pieces({ stretches, part, className }: PiecesProps) {
  return stretches.map((stretch) => {
    const place = placeOf(stretch, part);
    return place && <div key={stretch.from} className={className} style={place} />;
  });
}
