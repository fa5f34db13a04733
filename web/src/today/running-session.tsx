import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type SessionDetail, sessionRoutes } from '../../../services/contracts/session.ts';
import { call } from '../api/call.ts';
import { sessionQuery } from '../api/queries.ts';
import { useAct } from '../api/use-act.ts';
import { LinkedCases } from '../sessions/link-case.tsx';
import { MarkNow } from '../sessions/markers/mark-now.tsx';
import { UndoLine } from '../sessions/markers/undo-line.tsx';
import { useMarkerActs } from '../sessions/markers/use-marker-acts.ts';
import { formatElapsed, formatTime } from '../text/time.ts';
import { useNow } from '../text/use-duration.ts';
import { AccessBadge, SessionStateBadge } from '../ui/badges.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';

/** My session that runs now: how long, its cases, and the button that ends it. */
export function RunningSession({ sessionId }: { sessionId: string }) {
  const session = useQuery(sessionQuery(sessionId));
  if (session.isPending) return <Skeleton height={300} radius="lg" />;
  return (
    <>
      <ProblemNotice error={session.error} onRetry={() => void session.refetch()} />
      {session.data && <Running session={session.data} />}
    </>
  );
}

function Running({ session }: { session: SessionDetail }) {
  const { t } = useTranslation();
  const stop = useAct({
    run: () => call(sessionRoutes.stop, { params: { sessionId: session.id } }),
    said: () => t('today.stopped'),
  });
  const acts = useMarkerActs(session.id);
  return (
    <Stack gap="lg" data-testid="running-session" data-session-id={session.id}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('today.running')}
        </Title>
        <Group gap="xs">
          <SessionStateBadge state={session.state} />
          <AccessBadge accessClass={session.accessClass} />
        </Group>
      </Group>
      <Elapsed since={session.startedAt} />
      <Text size="sm" c="dimmed">
        {t(`terms.sessionKind.${session.kind}`)} · {t(`terms.caseKind.${session.caseKind}`)} ·{' '}
        {t(`terms.visit.${session.visit}`)} · {t('session.peopleShort', { count: session.peopleCount })}
      </Text>
      <LinkedCases sessionId={session.id} cases={session.cases} mayChange={session.mayChange} />
      <MarkNow sessionId={session.id} acts={acts} />
      <UndoLine acts={acts} />
      <ProblemNotice error={stop.error} />
      <Button
        size="xl"
        color="red"
        fullWidth
        loading={stop.isPending}
        onClick={() => stop.mutate()}
        leftSection={<IconPlayerStopFilled size={22} aria-hidden />}
        data-testid="stop-session"
      >
        {t('today.stop')}
      </Button>
    </Stack>
  );
}

function Elapsed({ since }: { since: string }) {
  const { t } = useTranslation();
  const now = useNow(500);
  return (
    <div>
      <Text size="sm" c="dimmed">
        {t('today.elapsed')}
      </Text>
      <Group gap="sm" align="baseline">
        <Text fz={44} fw={600} lh={1.1}>
          {formatElapsed((now - Date.parse(since)) / 1000)}
        </Text>
        <Text c="dimmed">{t('today.room.since', { time: formatTime(since) })}</Text>
      </Group>
    </div>
  );
}
