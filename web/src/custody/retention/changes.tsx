import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type RetentionChange,
  retentionChangeRoutes,
} from '../../../../services/contracts/custody/retention-change.ts';
import { call } from '../../api/call.ts';
import { retentionChangesQuery } from '../../api/queries.ts';
import { useAct } from '../../api/use-act.ts';
import { formatDateTime } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { AskReason } from '../ask-reason.tsx';
import { useDays } from './use-days.ts';

/** Changes of how long things are kept: asked for, approved and waiting, in force, stopped. */
export function Changes() {
  const { t } = useTranslation();
  const changes = useQuery(retentionChangesQuery);
  return (
    <Card title={t('retention.changes')}>
      <ProblemNotice error={changes.error} onRetry={() => void changes.refetch()} />
      {changes.isPending && <Skeleton height={48} />}
      {changes.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('retention.none')}
        </Text>
      )}
      <Stack gap="lg">
        {changes.data?.map((change) => (
          <Change key={change.id} change={change} />
        ))}
      </Stack>
    </Card>
  );
}

const colors: Record<RetentionChange['state'], string> = {
  ...{ asked: 'yellow', approved: 'yellow', applied: 'teal' },
  ...{ refused: 'gray', withdrawn: 'gray', expired: 'gray', stopped: 'gray' },
};

function Change({ change }: { change: RetentionChange }) {
  const { t } = useTranslation();
  const inDays = useDays();
  const { oldMinDays: minDays, oldAfterCloseDays: afterCloseDays, effectiveAt } = change;
  return (
    <Stack gap={4} data-testid="retention-change" data-state={change.state}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {t(`custody.class.${change.class}`)}: {inDays(change)}
        </Text>
        <Badge color={colors[change.state]}>
          {t(`retention.state.${change.state}`, { time: effectiveAt ? formatDateTime(effectiveAt) : '' })}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">
        {t('retention.was', { days: inDays({ minDays, afterCloseDays }) })}
      </Text>
      <Text size="sm">{change.reason}</Text>
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          {[change.askedBy, change.approvedBy, change.stoppedBy].flatMap((one) => (one ? [one.name] : [])).join(' → ')}
          {' · '}
          {formatDateTime(change.askedAt)}
        </Text>
        {change.state === 'approved' && <Stop changeId={change.id} />}
      </Group>
    </Stack>
  );
}

function Stop({ changeId }: { changeId: string }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const stop = useAct({
    run: (reason: string) => call(retentionChangeRoutes.stop, { params: { changeId }, body: { reason } }),
    said: () => t('retention.stopped'),
    after: () => setAsking(false),
  });
  return (
    <>
      <Button size="compact-sm" variant="light" color="red" onClick={() => setAsking(true)} data-testid="stop-change">
        {t('retention.stop')}
      </Button>
      {asking && (
        <AskReason
          title={t('retention.stop')}
          hint={t('retention.stopHint')}
          submit={t('retention.stop')}
          danger
          busy={stop.isPending}
          error={stop.error}
          onSubmit={stop.mutate}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
