import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration, formatMinute } from './time.ts';

/** Lengths in words of the language in use. */
export function useDuration(): (seconds: number) => string {
  const { t } = useTranslation();
  return useCallback(
    (seconds: number) =>
      formatDuration(seconds, { hour: t('app.unit.hour'), minute: t('app.unit.minute'), second: t('app.unit.second') }),
    [t],
  );
}

/** `14:02–14:37 · 35 phút`; a running one ends in "nay". */
export function useRange(): (from: string, to: string | null) => string {
  const { t } = useTranslation();
  const inWords = useDuration();
  return (from, to) => {
    if (!to) return `${formatMinute(from)}–${t('sessions.now')}`;
    return `${formatMinute(from)}–${formatMinute(to)} · ${inWords((Date.parse(to) - Date.parse(from)) / 1000)}`;
  };
}

/** The present, in ms, renewed every `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
