import { useTranslation } from 'react-i18next';
import { useDuration } from '../text/use-duration.ts';

/** Within this a camera's clock is as right as its network lets anyone tell. */
const evenMs = 250;
const secondMs = 1000;
const dayMs = 86_400_000;

/** How far a clock is ahead or behind, in words: `nhanh 3 giây`, `chậm 0,4 giây`, `khớp`. */
export function useClockWords() {
  const { t, i18n } = useTranslation();
  const inWords = useDuration();
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(i18n.language, { maximumFractionDigits: digits }).format(value);
  const size = (ms: number) => {
    if (ms < 10 * secondMs) return `${number(ms / secondMs, 1)} ${t('app.unit.second')}`;
    return ms < 2 * dayMs ? inWords(ms / secondMs) : `${number(ms / dayMs, 0)} ${t('app.unit.day')}`;
  };
  const signed = (ms: number) =>
    t(ms > 0 ? 'cameras.page.ahead' : 'cameras.page.behind', { value: size(Math.abs(ms)) });
  return {
    offset: (ms: number) => (Math.abs(ms) < evenMs ? t('cameras.page.even') : signed(ms)),
    drift: (msPerDay: number) => (Math.abs(msPerDay) < 50 ? t('cameras.page.even') : signed(msPerDay)),
  };
}
