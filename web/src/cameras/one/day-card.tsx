import { Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Gap } from '../../../../services/contracts/recording/gap.ts';
import { timelineQuery } from '../../api/queries.ts';
import { formatMinute, formatSince, formatTime } from '../../text/time.ts';
import { useDuration, useNow } from '../../text/use-duration.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RecordLane } from '../../ui/record-lane.tsx';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const ticks = [0, 0.25, 0.5, 0.75, 1];

/** The last 24 hours as one strip, and its gaps, newest first, with cause and who wanted them. */
export function DayCard({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation();
  const toMs = Math.floor(useNow(minuteMs) / minuteMs) * minuteMs;
  const [from, to] = [new Date(toMs - dayMs).toISOString(), new Date(toMs).toISOString()];
  const day = useQuery(timelineQuery(cameraId, from, to));
  return (
    <Card title={t('cameras.page.record')}>
      <ProblemNotice error={day.error} onRetry={() => void day.refetch()} />
      {day.isPending && <Skeleton height={120} />}
      {day.data && (
        <>
          <Stack gap={4}>
            <Group wrap="nowrap" gap={0}>
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
          <Gaps gaps={day.data.gaps} />
        </>
      )}
    </Card>
  );
}

function Gaps({ gaps }: { gaps: readonly Gap[] }) {
  const { t } = useTranslation();
  const inWords = useDuration();
  if (gaps.length === 0) return <Text size="sm">{t('cameras.page.noGaps')}</Text>;
  const seconds = (gap: Gap) => ((gap.to ? Date.parse(gap.to) : Date.now()) - Date.parse(gap.from)) / 1000;
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table verticalSpacing={6} data-testid="gaps">
        <Table.Tbody>
          {gaps.toReversed().map((gap) => (
            <Table.Tr key={gap.from}>
              <Table.Td className="mc-nowrap">
                {formatSince(gap.from)}–{gap.to ? formatTime(gap.to) : t('cameras.page.now')}
              </Table.Td>
              <Table.Td className="mc-nowrap">{inWords(seconds(gap))}</Table.Td>
              <Table.Td>
                {t(`terms.gapCause.${gap.cause}`)}
                {gap.stop && (
                  <Text size="xs" c="dimmed">
                    {gap.stop.by
                      ? t('cameras.page.stopBy', { reason: gap.stop.reason, by: gap.stop.by })
                      : gap.stop.reason}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
