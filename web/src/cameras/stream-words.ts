import { useTranslation } from 'react-i18next';
import type { MeasuredStream } from '../../../services/contracts/recording/camera.ts';

/** A stream's numbers in one line, as people of the language write them: `25 hình/giây · GOP 2 giây · 4,1 Mbit/s`. */
export function useStreamWords(): (measured: MeasuredStream) => string {
  const { t, i18n } = useTranslation();
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(i18n.language, { maximumFractionDigits: digits }).format(value);
  return ({ framesPerSecond, gopSeconds, bitsPerSecond }) =>
    [
      t('cameras.fps', { value: number(framesPerSecond, framesPerSecond < 10 ? 1 : 0) }),
      t('cameras.gop', { value: number(gopSeconds, 1) }),
      t('cameras.bitrate', { value: number(bitsPerSecond / 1_000_000, 1) }),
    ].join(' · ');
}
