import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../../../services/contracts/view.ts';
import { formatMinute, formatTime } from '../../text/time.ts';
import type { Replay, Snapshot } from '../playing/replay.ts';
import { between } from '../playing/watched.ts';
import { CameraLane, LeftOut, WatchedLane } from './lane.tsx';
import { shareOf, ticksOf } from './scale.ts';
import look from './timeline.module.css';

interface Props {
  view: View;
  replay: Replay;
  snapshot: Snapshot;
}

/** The whole view in wall time: ruler, one lane a camera, what I watched, and the playhead. Click or drag to go there. */
export function Timeline({ view, replay, snapshot }: Props) {
  const { t } = useTranslation();
  return (
    <div className={look.timeline}>
      <div className={look.labels}>
        {view.cameras.map(({ camera }) => (
          <button
            key={camera.id}
            type="button"
            className={look.label}
            data-main={camera.id === snapshot.main}
            aria-label={t('replay.large', { camera: camera.name })}
            onClick={() => replay.show({ main: camera.id, layout: 'large' })}
          >
            {camera.name}
          </button>
        ))}
      </div>
      <Track view={view} replay={replay} />
    </div>
  );
}

function Track({ view, replay }: Omit<Props, 'snapshot'>) {
  const { t } = useTranslation();
  const track = useRef<HTMLDivElement>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const watched = useWatched(replay);
  const [hover, setHover] = useState<number | null>(null);
  usePlayhead(replay, track, playhead);
  const timeAt = (event: React.PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return replay.from + ((event.clientX - box.left) / box.width) * (replay.to - replay.from);
  };
  return (
    <div
      ref={track}
      className={look.track}
      role="slider"
      tabIndex={0}
      aria-label={t('replay.timeline')}
      aria-valuemin={0}
      aria-valuemax={Math.round((replay.to - replay.from) / 1000)}
      aria-valuenow={0}
      data-testid="timeline"
      data-from-ms={replay.from}
      data-to-ms={replay.to}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        replay.seek(timeAt(event));
      }}
      onPointerMove={(event) => {
        const time = timeAt(event);
        setHover(time);
        if (event.buttons === 1) replay.seek(time);
      }}
      onPointerLeave={() => setHover(null)}
    >
      <Ruler from={replay.from} to={replay.to} />
      {view.cameras.map((camera) => (
        <CameraLane key={camera.camera.id} camera={camera} limits={replay} />
      ))}
      <WatchedLane stretches={watched} limits={replay} />
      {replay.only && <LeftOut stretches={between(replay.only)} limits={replay} />}
      {hover !== null && (
        <div className={look.hover} style={{ left: `${shareOf(hover, replay.from, replay.to) * 100}%` }}>
          <span>{formatTime(hover)}</span>
        </div>
      )}
      <div ref={playhead} className={look.playhead} />
    </div>
  );
}

const tickWidth = 90;
const labelWidth = 52;

function Ruler({ from, to }: { from: number; to: number }) {
  const { ref, width } = useElementSize();
  const { stepMs, at } = ticksOf(from, to, Math.max(2, Math.floor(width / tickWidth)));
  return (
    <div ref={ref} className={look.ruler} aria-hidden>
      {at
        .filter((time) => shareOf(time, from, to) * width < width - labelWidth)
        .map((time) => (
          <div key={time} className={look.tick} style={{ left: `${shareOf(time, from, to) * 100}%` }}>
            {stepMs < 60_000 ? formatTime(time) : formatMinute(time)}
          </div>
        ))}
    </div>
  );
}

/** Moves the playhead with every screen refresh, past React: it is one style and two attributes. */
function usePlayhead(
  replay: Replay,
  track: React.RefObject<HTMLDivElement | null>,
  playhead: React.RefObject<HTMLDivElement | null>,
): void {
  useEffect(() => {
    let request = 0;
    const draw = () => {
      const position = replay.position();
      if (playhead.current) playhead.current.style.left = `${shareOf(position, replay.from, replay.to) * 100}%`;
      const now = String(Math.round((position - replay.from) / 1000));
      if (track.current && track.current.getAttribute('aria-valuenow') !== now) {
        track.current.setAttribute('aria-valuenow', now);
        track.current.setAttribute('aria-valuetext', formatTime(position));
      }
      request = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(request);
  }, [replay, track, playhead]);
}

function useWatched(replay: Replay) {
  const [watched, setWatched] = useState(replay.watched.all);
  useEffect(() => {
    const timer = setInterval(() => setWatched(replay.watched.all), 500);
    return () => clearInterval(timer);
  }, [replay]);
  return watched;
}
