import { Badge, Button, Grid, Group, Skeleton, Stack, Text, Timeline, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendarEvent } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { CaseDetail } from '../../../services/contracts/case.ts';
import { caseQuery } from '../api/queries.ts';
import { addressOfPlace } from '../app/navigation.ts';
import { TrailLink } from '../custody/audit/trail-link.tsx';
import { SessionList } from '../sessions/session-list.tsx';
import { formatDate, formatDateTime } from '../text/time.ts';
import { AccessBadge } from '../ui/badges.tsx';
import { Card } from '../ui/card.tsx';
import { Empty, GoTo } from '../ui/empty.tsx';
import { Facts } from '../ui/facts.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { CasePeople } from './case-people.tsx';
import { ChangeCase } from './change-case.tsx';
import { ProtectionCard } from './protection-card.tsx';

/** One case: its head, its sessions, who may see it, and what happened to it. */
export function CaseScreen() {
  const { caseId = '' } = useParams();
  const file = useQuery(caseQuery(caseId));
  if (file.error) return <ProblemNotice error={file.error} onRetry={() => void file.refetch()} />;
  if (file.isPending) return <Skeleton height={320} radius="lg" />;
  return <Whole file={file.data} />;
}

function Whole({ file }: { file: CaseDetail }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure();
  return (
    <Page
      title={file.key}
      aside={
        <Group gap="xs" data-testid="case" data-case-id={file.id}>
          <Badge color="gray">{t(`terms.caseKind.${file.kind}`)}</Badge>
          <Badge data-testid="case-state">{t(`terms.caseState.${file.state}`)}</Badge>
          <AccessBadge accessClass={file.accessClass} />
        </Group>
      }
      actions={
        <>
          <TrailLink aboutId={file.id} />
          <Button variant="default" onClick={dialog.open} data-testid="change-case">
            {t('cases.edit')}
          </Button>
        </>
      }
    >
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack gap="md">
            <Title order={2} size="h4">
              {t('cases.sessions')}
            </Title>
            <SessionList
              compact
              filter={{ caseId: file.id }}
              empty={
                <Empty
                  icon={IconCalendarEvent}
                  title={t('cases.noSessions')}
                  hint={t('cases.noSessionsHint')}
                  action={<GoTo to={addressOfPlace.sessions}>{t('app.nav.sessions')}</GoTo>}
                />
              }
            />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack gap="lg">
            <Head file={file} />
            <ProtectionCard on={{ caseId: file.id }} accessClass={file.accessClass} />
            <CasePeople file={file} />
            <History file={file} />
          </Stack>
        </Grid.Col>
      </Grid>
      {opened && <ChangeCase file={file} onClose={dialog.close} />}
    </Page>
  );
}

function Head({ file }: { file: CaseDetail }) {
  const { t } = useTranslation();
  return (
    <Card title={t('sessions.one.details')}>
      <Facts
        rows={[
          [t('cases.subject'), file.subject || t('cases.noSubject')],
          [t('cases.outside'), file.outsideNumbers.join(', ') || '–'],
          [t('cases.createdAt'), formatDate(file.createdAt)],
        ]}
      />
    </Card>
  );
}

function History({ file }: { file: CaseDetail }) {
  const { t } = useTranslation();
  return (
    <Card title={t('cases.history')}>
      <Timeline bulletSize={12} lineWidth={2}>
        {file.history.map((entry) => (
          <Timeline.Item
            key={entry.at}
            title={
              <Text size="sm" fw={500}>
                {t(`terms.caseState.${entry.state}`)}
              </Text>
            }
          >
            {entry.note && <Text size="sm">{entry.note}</Text>}
            <Text size="xs" c="dimmed">
              {entry.by} · {formatDateTime(entry.at)}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Card>
  );
}
