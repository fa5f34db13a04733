import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import look from '../wall.module.css';

/** Below this nothing is heard, dB. */
const silenceDb = -60;

/** How loud the room is: a bar that moves with what one hears. */
export function LevelBar({ video }: { video: HTMLVideoElement }) {
  const { t } = useTranslation();
  const bar = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    const audio = new AudioContext();
    const analyser = audio.createAnalyser();
    analyser.fftSize = 1024;
    audio.createMediaElementSource(video).connect(analyser);
    analyser.connect(audio.destination);
    const samples = new Float32Array(analyser.fftSize);
    let next = 0;
    const draw = () => {
      analyser.getFloatTimeDomainData(samples);
      if (bar.current) bar.current.value = shareOf(samples);
      next = requestAnimationFrame(draw);
    };
    draw();
    return () => {
      cancelAnimationFrame(next);
      void audio.close();
    };
  }, [video]);
  return <meter ref={bar} className={look.level} aria-label={t('wall.level')} data-testid="level" />;
}

/** From silence (0) to the loudest there is (1), by the mean power. */
function shareOf(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const db = power > 0 ? 10 * Math.log10(power) : silenceDb;
  return Math.min(1, Math.max(0, 1 - db / silenceDb));
}
