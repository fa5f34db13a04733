import { Button, Skeleton, Text } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRange } from '../../text/use-duration.ts';
import { Card } from '../../ui/card.tsx';
import look from './day.module.css';
import type { Span, Suggestion } from './suggest.ts';
import type { Day } from './use-day.ts';

/** Stretches that look like a session nobody has started; taking one only chooses it. */
export function Suggestions({ day, onTake }: { day: Day; onTake: (span: Span) => void }) {
  const { t } = useTranslation();
  const range = useRange();
  const { done, all } = day.hours;
  const rangeOf = ({ fromMs, toMs }: Suggestion) => range(new Date(fromMs).toISOString(), new Date(toMs).toISOString());
  const why = ({ isLoud, isMoving }: Suggestion) =>
    [isLoud && t('roomDay.loud'), isMoving && t('roomDay.moving')].filter(Boolean).join(', ');
  return (
    <Card title={t('roomDay.suggestions')}>
      {day.suggestions.length === 0 && done < all && <Skeleton height={36} maw={360} radius="md" />}
      {day.suggestions.length === 0 && done >= all && (
        <Text size="sm" c="dimmed">
          {t('roomDay.noSuggestions')}
        </Text>
      )}
      <ul className={look.list}>
        {day.suggestions.map((one) => (
          <li key={one.fromMs}>
            <Button
              variant="default"
              size="sm"
              fw={400}
              leftSection={<IconSparkles size={16} aria-hidden />}
              onClick={() => onTake(one)}
              data-testid="day-suggestion"
            >
              {rangeOf(one)} · {why(one)}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
