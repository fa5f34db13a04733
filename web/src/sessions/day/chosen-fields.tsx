import { Button, Group, Text } from '@mantine/core';
import { TimePicker } from '@mantine/dates';
import { IconScissors } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatTime, fromPicker } from '../../text/time.ts';
import { useDuration } from '../../text/use-duration.ts';
import type { Span } from './suggest.ts';

interface Props {
  /** `2026-11-26` */
  date: string;
  chosen: Span | null;
  /** What can be chosen at all. */
  limits: Span;
  onChoose: (span: Span) => void;
  onCut: () => void;
}

/** The chosen stretch to the second, in two fields, and what to do with it. */
export function ChosenFields({ date, chosen, limits, onChoose, onCut }: Props) {
  const { t } = useTranslation();
  const inWords = useDuration();
  const isWrong = chosen !== null && chosen.toMs <= chosen.fromMs;
  const set = (name: keyof Span, typed: string) => {
    if (typed === '') return;
    const at = Date.parse(fromPicker(`${date} ${typed}`));
    onChoose({ ...(chosen ?? limits), [name]: Math.min(limits.toMs, Math.max(limits.fromMs, at)) });
  };
  const field = (name: keyof Span, label: string) => (
    <TimePicker
      label={label}
      withSeconds
      hoursInputLabel={`${label}: ${t('roomDay.hours')}`}
      minutesInputLabel={`${label}: ${t('roomDay.minutes')}`}
      secondsInputLabel={`${label}: ${t('roomDay.seconds')}`}
      value={chosen ? formatTime(chosen[name]) : ''}
      onChange={(typed) => set(name, typed)}
      error={name === 'toMs' && isWrong && t('roomDay.order')}
      hoursInputProps={{ 'data-testid': `day-${name}-hours` }}
      hiddenInputProps={{ 'data-testid': `day-${name}` }}
    />
  );
  return (
    <>
      <Group align="flex-end" gap="md">
        {field('fromMs', t('roomDay.from'))}
        {field('toMs', t('roomDay.to'))}
        <Button
          leftSection={<IconScissors size={18} aria-hidden />}
          disabled={chosen === null || isWrong}
          onClick={onCut}
          data-testid="day-cut"
        >
          {t('roomDay.cut')}
        </Button>
        {chosen && !isWrong && (
          <Text size="sm" c="dimmed" pb={8}>
            {inWords((chosen.toMs - chosen.fromMs) / 1000)}
          </Text>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {chosen ? t('roomDay.fieldsHint') : t('roomDay.none')}
      </Text>
    </>
  );
}
