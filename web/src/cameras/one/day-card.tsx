import { Box, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Gap } from '../../../../services/contracts/recording/gap.ts';
import { timelineQuery } from '../../api/queries.ts';
import { formatMinute, formatSince, formatTime } from '../../text/time.ts';
import { useDuration, useNow } from '../../text/use-duration.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RecordLane } from '../../ui/record-lane/record-lane.tsx';
import look from './day-card.module.css';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const ticks = [0, 0.25, 0.5, 0.75, 1];

/** The last 24 hours as one strip, and its gaps, newest first, with cause and who wanted them. */
export function DayCard({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation();
  // To the end of this minute: a gap that has just begun is seen at once.
  const nowMs = useNow(1_000);
  const toMs = Math.ceil(nowMs / minuteMs) * minuteMs;
  const [from, to] = [new Date(toMs - dayMs).toISOString(), new Date(toMs).toISOString()];
  const day = useQuery(timelineQuery(cameraId, from, to));
  return (
    <Card title={t('cameras.page.record')}>
      <ProblemNotice error={day.error} onRetry={() => void day.refetch()} />
      {day.isPending && <Skeleton height={120} />}
      {day.data && (
        <>
          <Stack gap={4}>
            <Group wrap="nowrap" gap={0} className={look.strip}>
              <RecordLane from={from} to={to} footage={day.data.footage} gaps={day.data.gaps} />
            </Group>
            <Group justify="space-between" aria-hidden>
              {ticks.map((share) => (
                <Text key={share} size="xs" c="dimmed">
                  {formatMinute(toMs - dayMs + share * dayMs)}
                </Text>
              ))}
            </Group>
            <Text size="xs" c="dimmed">
              {t('cameras.page.recordHint')}
            </Text>
          </Stack>
          <Gaps gaps={day.data.gaps} nowMs={nowMs} />
        </>
      )}
    </Card>
  );
}

function Gaps({ gaps, nowMs }: { gaps: readonly Gap[]; nowMs: number }) {
  const { t } = useTranslation();
  if (gaps.length === 0) return <Text size="sm">{t('cameras.page.noGaps')}</Text>;
  return (
    <Box component="ul" className={look.gaps} data-testid="gaps">
      {gaps.toReversed().map((gap) => (
        <GapLine key={gap.from} gap={gap} nowMs={nowMs} />
      ))}
    </Box>
  );
}

function GapLine({ gap: { from, to, cause, stop }, nowMs }: { gap: Gap; nowMs: number }) {
  const { t } = useTranslation();
  const inWords = useDuration();
  const seconds = ((to ? Date.parse(to) : Math.max(nowMs, Date.parse(from))) - Date.parse(from)) / 1000;
  return (
    <li>
      <Text size="sm" className="mc-nowrap">
        {formatSince(from)}–{to ? formatTime(to) : t('cameras.page.now')}
      </Text>
      <Text size="sm" c="dimmed" className="mc-nowrap">
        {inWords(seconds)}
      </Text>
      <div>
        <Text size="sm">{t(`terms.gapCause.${cause}`)}</Text>
        {stop && (
          <Text size="xs" c="dimmed">
            {stop.by ? t('cameras.page.stopBy', { reason: stop.reason, by: stop.by }) : stop.reason}
          </Text>
        )}
      </div>
    </li>
  );
}
