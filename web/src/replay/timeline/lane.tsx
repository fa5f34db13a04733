import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ViewCamera } from '../../../../services/contracts/view.ts';
import { formatTime } from '../../text/time.ts';
import type { Stretch } from '../playing/watched.ts';
import { shareOf } from './scale.ts';
import look from './timeline.module.css';

interface Limits {
  from: number;
  to: number;
}

function place(from: number, to: number, limits: Limits): { left: string; width: string } {
  const left = shareOf(from, limits.from, limits.to);
  return { left: `${left * 100}%`, width: `${(shareOf(to, limits.from, limits.to) - left) * 100}%` };
}

/** One camera over the whole view: footage, and hatched where there is none, with the cause. */
export function CameraLane({ camera, limits }: { camera: ViewCamera; limits: Limits }) {
  const { t } = useTranslation();
  return (
    <div className={look.lane} data-testid="lane" data-camera-id={camera.camera.id}>
      {camera.footage.map(({ from, to }) => (
        <div key={from} className={look.footage} style={place(Date.parse(from), Date.parse(to), limits)} />
      ))}
      {camera.gaps.map(({ from, to, cause }) => {
        const end = to ? Date.parse(to) : limits.to;
        const why = t('replay.gap', { cause: t(`terms.gapCause.${cause}`) });
        const label = `${formatTime(from)}–${formatTime(end)} · ${why}`;
        return (
          <Tooltip key={from} label={label} position="top">
            <div
              role="img"
              aria-label={label}
              className={look.gap}
              style={place(Date.parse(from), end, limits)}
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
export function LeftOut({ stretches, limits }: { stretches: readonly Stretch[]; limits: Limits }) {
  return stretches.map(({ from, to }) => (
    <div key={from} className={look.leftOut} style={place(from, to, limits)} data-testid="left-out" />
  ));
}

export function WatchedLane({ stretches, limits }: { stretches: readonly Stretch[]; limits: Limits }) {
  return (
    <div className={look.watchedLane} data-testid="watched-lane">
      {stretches.map(({ from, to }) => (
        <div key={from} className={look.watched} style={place(from, to, limits)} />
      ))}
    </div>
  );
}
