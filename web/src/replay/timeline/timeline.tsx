import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraLoudness, View } from '../../../../services/contracts/view.ts';
import { formatExact, formatMinute, formatTime } from '../../text/time.ts';
import type { Replay } from '../playing/replay.ts';
import type { ReplayState } from '../playing/state.ts';
import { between, type Stretch } from '../playing/watched.ts';
import { HoverCard } from './hover-card.tsx';
import { CameraLane, LeftOut, Loop, WatchedLane } from './lane.tsx';
import { LoudnessLane } from './loudness-lane.tsx';
import { Playhead } from './playhead.tsx';
import { shareOf, ticksOf } from './scale.ts';
import look from './timeline.module.css';
import { useGestures } from './use-gestures.ts';
import type { Sight } from './use-sight.ts';
import { Zoom } from './zoom.tsx';

interface Props {
  view: View;
  replay: Replay;
  state: ReplayState;
  sight: Sight;
  loudness: readonly CameraLoudness[] | undefined;
}

/** The view in wall time: ruler, one lane a camera, loudness, what I watched, and the playhead. Each lane has its row of words. */
export function Timeline(props: Props) {
  const { t } = useTranslation();
  const { view, replay, state, sight } = props;
  return (
    <div className={look.timeline}>
      <div className={look.labels}>
        <Zoom sight={sight} position={replay.position} />
        {view.cameras.map(({ camera }) => (
          <button
            key={camera.id}
            type="button"
            className={look.label}
            data-main={camera.id === state.main}
            aria-label={t('replay.large', { camera: camera.name })}
            onClick={() => replay.show({ main: camera.id, layout: 'large' })}
          >
            {camera.name}
          </button>
        ))}
        {hasSound(view) && <span className={look.loudnessLabel}>{t('replay.loudness')}</span>}
        <span className={look.watchedLabel}>{t('replay.watched')}</span>
      </div>
      <Track {...props} />
    </div>
  );
}

const hasSound = (view: View) => view.cameras.some((camera) => camera.hasAudio);

function Track({ view, replay, state, sight, loudness }: Props) {
  const track = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const watched = useWatched(replay);
  const [hover, setHover] = useState<{ wallMs: number; row: string | null } | null>(null);
  const { part } = sight;
  useGestures(track, { sight, seek: (wallMs) => replay.seek(wallMs), onHover: setHover });
  const heard = state.sound ?? view.cameras.find(({ hasAudio }) => hasAudio)?.camera.id;
  const pointed = view.cameras.find(({ camera }) => camera.id === (hover?.row ?? state.main));
  return (
    <div ref={track} className={look.track} data-testid="track" data-from-ms={part.from} data-to-ms={part.to}>
      <Ruler replay={replay} part={part} slider={slider} />
      {view.cameras.map((camera) => (
        <CameraLane
          key={camera.camera.id}
          camera={camera}
          part={part}
          limits={sight.limits}
          onSeek={(wallMs) => replay.seek(wallMs)}
        />
      ))}
      {hasSound(view) && (
        <LoudnessLane loudness={loudness?.find((one) => one.cameraId === heard)} part={part} limits={sight.limits} />
      )}
      <WatchedLane stretches={watched} part={part} />
      {replay.only && <LeftOut stretches={between(replay.only)} part={part} />}
      <Loop loop={state.loop} part={part} />
      {hover && pointed && <HoverCard view={view} part={part} wallMs={hover.wallMs} camera={pointed} />}
      <Playhead replay={replay} sight={sight} slider={slider} />
    </div>
  );
}

const tickWidth = 90;
const labelWidth = 52;

interface RulerProps {
  replay: Replay;
  part: Stretch;
  slider: React.RefObject<HTMLDivElement | null>;
}

/** Wall time in round steps. For those who use no mouse it is the slider that goes through the whole view. */
function Ruler({ replay, part, slider }: RulerProps) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize();
  const { stepMs, at } = ticksOf(part, Math.max(2, Math.floor(width / tickWidth)));
  const words = stepMs < 1_000 ? formatExact : stepMs < 60_000 ? formatTime : formatMinute;
  return (
    <div
      ref={slider}
      className={look.ruler}
      role="slider"
      tabIndex={0}
      aria-label={t('replay.timeline')}
      aria-valuemin={0}
      aria-valuemax={Math.round((replay.to - replay.from) / 1000)}
      aria-valuenow={0}
      data-scrub
      data-testid="timeline"
      data-from-ms={replay.from}
      data-to-ms={replay.to}
    >
      <div ref={ref} aria-hidden>
        {at
          .filter((time) => shareOf(time, part) * width < width - labelWidth)
          .map((time) => (
            <div key={time} className={look.tick} style={{ left: `${shareOf(time, part) * 100}%` }}>
              {words(time)}
            </div>
          ))}
      </div>
    </div>
  );
}

function useWatched(replay: Replay) {
  const [watched, setWatched] = useState(replay.watched.all);
  useEffect(() => {
    const timer = setInterval(() => setWatched(replay.watched.all), 500);
    return () => clearInterval(timer);
  }, [replay]);
  return watched;
}
