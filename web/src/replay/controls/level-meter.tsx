import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Replay } from '../playing/replay.ts';
import { SoundMeter } from '../playing/sound-meter.ts';
import type { ReplayState } from '../playing/state.ts';
import look from './controls.module.css';

const lowestDb = -60;

/** How loud the camera is that one hears. */
export function LevelMeter({ replay, state }: { replay: Replay; state: ReplayState }) {
  const { t } = useTranslation();
  const [meter, setMeter] = useState<SoundMeter | null>(null);
  const bar = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    const made = new SoundMeter();
    setMeter(made);
    return () => made.close();
  }, []);
  const { sound, playing } = state;
  useEffect(() => {
    const video = sound === null ? null : replay.videoOf(sound);
    if (meter && video && playing) void meter.listen(video);
  }, [meter, replay, sound, playing]);
  useEffect(() => {
    let request = 0;
    const draw = () => {
      const isSilent = sound === null || !playing || !meter;
      if (bar.current) bar.current.value = isSilent ? lowestDb : meter.level();
      request = requestAnimationFrame(draw);
    };
    request = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(request);
  }, [meter, sound, playing]);
  return (
    <meter
      ref={bar}
      className={look.meter}
      min={lowestDb}
      max={0}
      aria-label={t('replay.level')}
      title={t('replay.level')}
      data-testid="level"
    />
  );
}
