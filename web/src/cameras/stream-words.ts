import { useTranslation } from 'react-i18next';
import type { MeasuredStream } from '../../../services/contracts/recording/camera.ts';

/** Numbers as people of the language write them: `25 hình/giây`, `GOP 2 giây`, `4,1 Mbit/s`. */
export function useStreamWords() {
  const { t, i18n } = useTranslation();
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(i18n.language, { maximumFractionDigits: digits }).format(value);
  const fps = (value: number) => t('cameras.fps', { value: number(value, value < 10 ? 1 : 0) });
  const gop = (value: number) => t('cameras.gop', { value: number(value, 1) });
  const bitrate = (value: number) => t('cameras.bitrate', { value: number(value / 1_000_000, 1) });
  return {
    fps,
    gop,
    bitrate,
    /** All three in one line. */
    line: (measured: MeasuredStream) =>
      [fps(measured.framesPerSecond), gop(measured.gopSeconds), bitrate(measured.bitsPerSecond)].join(' · '),
  };
}
