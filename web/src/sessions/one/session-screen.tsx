import { Button, Grid, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { type SessionDetail, sessionRoutes } from '../../../../services/contracts/session.ts';
import { call } from '../../api/call.ts';
import { sessionQuery } from '../../api/queries.ts';
import { useAct } from '../../api/use-act.ts';
import { useMe } from '../../app/current-person.ts';
import { ProtectionCard } from '../../cases/protection-card.tsx';
import { TrailLink } from '../../custody/audit/trail-link.tsx';
import { EvidenceCard } from '../../custody/evidence-card.tsx';
import { KeepingCard } from '../../custody/keeping-card.tsx';
import { formatDate } from '../../text/time.ts';
import { useRange } from '../../text/use-duration.ts';
import { AccessBadge, SessionStateBadge } from '../../ui/badges.tsx';
import { Card } from '../../ui/card.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { LinkedCases } from '../link-case.tsx';
import { MarkersCard } from '../markers/markers-card.tsx';
import { RecordBadge } from '../session-badges.tsx';
import { ClipsCard } from './clips-card.tsx';
import { DetailsCard } from './details-card.tsx';
import { VersionsCard } from './versions-card.tsx';
import { ViewsCard } from './views-card.tsx';
import { VisitorsCard } from './visitors/visitors-card.tsx';

/** One session: what it was, its footage, its cases, its versions, and who looked. */
export function SessionScreen() {
  const { sessionId = '' } = useParams();
  const session = useQuery(sessionQuery(sessionId));
  if (session.error) return <ProblemNotice error={session.error} onRetry={() => void session.refetch()} />;
  if (session.isPending) return <Skeleton height={320} radius="lg" />;
  return <Whole session={session.data} />;
}

function Whole({ session }: { session: SessionDetail }) {
  const { t } = useTranslation();
  const range = useRange();
  const { role } = useMe();
  const seesViews = session.own || role === 'chief';
  const mayExport = (role === 'supervisor' || role === 'chief') && session.mayReplay;
  return (
    <Page
      title={`${session.room.name}, ${formatDate(session.startedAt)}`}
      aside={
        <Group gap="xs" data-testid="session" data-session-id={session.id}>
          <SessionStateBadge state={session.state} />
          <AccessBadge accessClass={session.accessClass} />
          {session.madeFrom === 'record' && <RecordBadge />}
        </Group>
      }
      actions={<Actions session={session} />}
    >
      <Text c="dimmed" mt={-12}>
        {range(session.startedAt, session.endedAt)} · {session.officer.name}
      </Text>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack gap="lg">
            <ClipsCard session={session} />
            <MarkersCard session={session} />
            {seesViews && <ViewsCard sessionId={session.id} mayReplay={session.mayReplay} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack gap="lg">
            <Card title={t('cases.title')}>
              <LinkedCases sessionId={session.id} cases={session.cases} mayChange={session.mayChange} />
            </Card>
            <ProtectionCard on={{ sessionId: session.id }} accessClass={session.accessClass} />
            <VisitorsCard sessionId={session.id} isDestroyed={session.state === 'destroyed'} seesOpenings={seesViews} />
            <KeepingCard sessionId={session.id} />
            {mayExport && <EvidenceCard sessionId={session.id} isProtected={session.accessClass !== 'normal'} />}
            <DetailsCard session={session} />
            <VersionsCard session={session} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Actions({ session }: { session: SessionDetail }) {
  const { t } = useTranslation();
  const stop = useAct({
    run: () => call(sessionRoutes.stop, { params: { sessionId: session.id } }),
    said: () => t('today.stopped'),
  });
  return (
    <>
      <ProblemNotice error={stop.error} />
      <TrailLink aboutId={session.id} />
      {session.state === 'running' && session.mayChange && (
        <Button
          color="red"
          variant="light"
          leftSection={<IconPlayerStop size={18} aria-hidden />}
          loading={stop.isPending}
          onClick={() => stop.mutate()}
          data-testid="stop-session"
        >
          {t('today.stop')}
        </Button>
      )}
      {session.mayReplay && (
        <Button
          component={Link}
          to={`/sessions/${session.id}/replay`}
          leftSection={<IconPlayerPlay size={18} aria-hidden />}
          data-testid="open-replay"
        >
          {t('sessions.one.replay')}
        </Button>
      )}
    </>
  );
}
