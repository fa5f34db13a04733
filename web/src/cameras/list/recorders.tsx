import { Alert, Box, Group, Progress, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconClockExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IngestWorker } from '../../../../services/contracts/recording/recorder.ts';
import { workersQuery } from '../../api/queries.ts';
import { formatBytes } from '../../text/bytes.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

/** From here on a spool is worth a warning; from the second on it is an alarm. */
const alarms = [0.5, 0.8] as const;
const fillOf = ({ spoolBytes, spoolLimitBytes }: IngestWorker) => spoolBytes / spoolLimitBytes;
const spoolColor = (fill: number) => (fill >= alarms[1] ? 'red' : fill >= alarms[0] ? 'yellow' : 'teal');

/** What must be seen to now: spools that fill up, clocks that nobody sets. */
export function RecorderAlarms() {
  const { t } = useTranslation();
  const { data = [] } = useQuery(workersQuery);
  const filling = data.filter((worker) => fillOf(worker) >= alarms[0]);
  const unset = data.filter((worker) => worker.alive && worker.clockSynced === false);
  return (
    <>
      {filling.map((worker) => (
        <Alert
          key={`spool-${worker.id}`}
          color={spoolColor(fillOf(worker))}
          icon={<IconAlertTriangle aria-hidden />}
          role="alert"
          data-testid="spool-alarm"
        >
          {t('cameras.recorders.spoolFilling', { id: worker.id, percent: Math.round(fillOf(worker) * 100) })}
        </Alert>
      ))}
      {unset.map(({ id }) => (
        <Alert key={`clock-${id}`} color="yellow" icon={<IconClockExclamation aria-hidden />} role="alert">
          {t('cameras.recorders.clockBad', { id })}
        </Alert>
      ))}
    </>
  );
}

/** The ingest workers: cameras, what waits in the spool, clock. */
export function Recorders() {
  const { t } = useTranslation();
  const workers = useQuery(workersQuery);
  return (
    <Card title={t('cameras.recorders.title')}>
      <ProblemNotice error={workers.error} onRetry={() => void workers.refetch()} />
      {workers.isPending && <Skeleton height={64} />}
      {workers.data?.length === 0 && <Text c="dimmed">{t('cameras.recorders.empty')}</Text>}
      {workers.data?.map((worker) => (
        <Recorder key={worker.id} worker={worker} />
      ))}
    </Card>
  );
}

function Recorder({ worker }: { worker: IngestWorker }) {
  const { t, i18n } = useTranslation();
  const size = (bytes: number) => formatBytes(bytes, i18n.language);
  const { id, alive, cameras, spoolBytes, spoolLimitBytes, clockSynced } = worker;
  const clock = clockSynced === null ? 'clockUnknown' : clockSynced ? 'clockSynced' : 'clockFree';
  const fill = fillOf(worker);
  const spool = t('cameras.recorders.spool', { used: size(spoolBytes), limit: size(spoolLimitBytes) });
  return (
    <Stack gap={6} data-testid="recorder" data-alive={alive}>
      <Group gap="md" justify="space-between">
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {id}
        </Text>
        <Text size="sm" c={alive ? 'dimmed' : 'red'}>
          {alive ? t('cameras.recorders.alive') : t('cameras.recorders.gone')}
          {alive && ` · ${t('cameras.recorders.cameras', { count: cameras })}`}
        </Text>
      </Group>
      <Box>
        <Progress value={Math.min(100, fill * 100)} color={spoolColor(fill)} aria-label={spool} />
        <Group justify="space-between" gap="sm" mt={4}>
          <Text size="xs" c="dimmed">
            {spool}
          </Text>
          <Text size="xs" c="dimmed">
            {t('cameras.recorders.clock')}: {t(`cameras.recorders.${clock}`)}
          </Text>
        </Group>
      </Box>
    </Stack>
  );
}
