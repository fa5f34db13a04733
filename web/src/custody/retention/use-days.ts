import { useTranslation } from 'react-i18next';

interface Days {
  minDays: number;
  afterCloseDays: number | null;
}

/** Days of a class in words. */
export function useDays(): (days: Days) => string {
  const { t } = useTranslation();
  return ({ minDays: min, afterCloseDays: after }) =>
    after === null ? t('retention.daysOnly', { min }) : t('retention.daysBoth', { min, after });
}
