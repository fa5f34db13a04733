import { SimpleGrid } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { fromPicker, toPicker } from '../../text/time.ts';

export interface Times {
  startedAt: string;
  endedAt: string;
}

interface Props {
  value: Times;
  onChange: (value: Times) => void;
  /** What else is wrong with them. */
  wrong?: string | null;
}

/** Start and end to the second, as wall time in Vietnam whatever the machine's zone is. */
export function TimesFields({ value, onChange, wrong = null }: Props) {
  const { t } = useTranslation();
  const isBackwards = value.endedAt <= value.startedAt;
  const field = (name: keyof Times) => (
    <DateTimePicker
      label={t(`sessions.${name}`)}
      valueFormat="DD/MM/YYYY HH:mm:ss"
      withSeconds
      value={toPicker(value[name])}
      onChange={(picked) => picked && onChange({ ...value, [name]: fromPicker(picked) })}
      error={name === 'endedAt' && (isBackwards ? t('sessions.order') : wrong)}
      data-testid={name}
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      {field('startedAt')}
      {field('endedAt')}
    </SimpleGrid>
  );
}

/** The last thirty full minutes. */
export function lastHalfHour(): Times {
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  return { startedAt: new Date(now - 1_800_000).toISOString(), endedAt: new Date(now).toISOString() };
}
