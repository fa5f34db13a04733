import { SimpleGrid } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { fromPicker, toPicker } from '../../text/time.ts';

export interface Times {
  startedAt: string;
  endedAt: string;
}

/** Start and end to the second, as wall time in Vietnam whatever the machine's zone is. */
export function TimesFields({ value, onChange }: { value: Times; onChange: (value: Times) => void }) {
  const { t } = useTranslation();
  const wrong = value.endedAt <= value.startedAt;
  const field = (name: keyof Times) => (
    <DateTimePicker
      label={t(`sessions.${name}`)}
      valueFormat="DD/MM/YYYY HH:mm:ss"
      withSeconds
      value={toPicker(value[name])}
      onChange={(picked) => picked && onChange({ ...value, [name]: fromPicker(picked) })}
      error={name === 'endedAt' && wrong && t('sessions.order')}
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
