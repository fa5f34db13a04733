import { DatePickerInput } from '@mantine/dates';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayStart, fromPicker, toPicker } from '../text/time.ts';

/** Two beside each other on a narrow screen. */
export const halfWidth = 'calc(50% - 5px)';

interface Props {
  filter: { from?: string | undefined; to?: string | undefined };
  onChange: (part: { from: string | null; to: string | null }) => void;
}

/** The days of a filter, from the start of the first to the end of the last, in the office's time. */
export function DateRange({ filter, onChange }: Props) {
  const { t } = useTranslation();
  const shown: [string | null, string | null] = [
    filter.from ? toPicker(filter.from).slice(0, 10) : null,
    filter.to ? toPicker(dayStart(filter.to, -1)).slice(0, 10) : null,
  ];
  const [half, setHalf] = useState<string | null>(null);
  return (
    <DatePickerInput
      type="range"
      aria-label={t('sessions.filter.dates')}
      placeholder={t('sessions.filter.dates')}
      valueFormat="DD/MM/YYYY"
      allowSingleDateInRange
      clearable
      value={half ? [half, null] : shown}
      onChange={([first, last]) => {
        setHalf(first && !last ? first : null);
        if (first && last) onChange({ from: fromPicker(first), to: dayStart(fromPicker(last), 1) });
        else if (!first) onChange({ from: null, to: null });
      }}
      w={{ base: halfWidth, xs: 230 }}
    />
  );
}
