import { Anchor, Badge, Box, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconChecks, IconUrgent } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Approval, approvalRoutes } from '../../../services/contracts/access/approval.ts';
import { call } from '../api/call.ts';
import { approvalsQuery } from '../api/queries.ts';
import { useAct } from '../api/use-act.ts';
import { formatDateTime, formatTime } from '../text/time.ts';
import { CaseChip } from '../ui/case-chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { AskReason } from './ask-reason.tsx';
import { EndLook } from './emergency/end-look.tsx';
import { useDays } from './retention/use-days.ts';

/** Requests that need a second person. */
export function ApprovalsScreen() {
  const { t } = useTranslation();
  const approvals = useQuery(approvalsQuery);
  return (
    <Page title={t('approvals.title')}>
      <ProblemNotice error={approvals.error} onRetry={() => void approvals.refetch()} />
      {approvals.isPending && <Skeleton height={240} radius="lg" />}
      {approvals.data?.items.length === 0 && (
        <Box className="mc-card">
          <Empty icon={IconChecks} title={t('approvals.none')} hint={t('approvals.noneHint')} />
        </Box>
      )}
      <Stack gap="md">
        {approvals.data?.items.map((approval) => (
          <Request key={approval.id} approval={approval} />
        ))}
      </Stack>
    </Page>
  );
}

const colors: Record<Approval['state'], string> = {
  asked: 'yellow',
  approved: 'teal',
  refused: 'red',
  withdrawn: 'gray',
  expired: 'gray',
};

/** A red edge. */
const urgent = { borderInlineStart: '4px solid var(--mantine-color-red-6)' };

function Request({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  return (
    <Box
      className="mc-card"
      p="lg"
      data-testid="approval"
      data-state={approval.state}
      data-act={approval.act}
      style={approval.emergency ? urgent : undefined}
    >
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            {approval.emergency && (
              <Badge color="red" leftSection={<IconUrgent size={14} aria-hidden />}>
                {t('emergency.mark')}
              </Badge>
            )}
            <Text fw={600}>{t(`approvals.act.${actKey(approval.act)}`)}</Text>
            <Badge color={colors[approval.state]}>{t(`approvals.state.${approval.state}`)}</Badge>
          </Group>
          <Text size="xs" c="dimmed">
            {formatDateTime(approval.askedAt)}
          </Text>
        </Group>
        <About approval={approval} />
        <Text size="sm">
          {approval.askedBy.name}: {approval.reason}
        </Text>
        {approval.decidedBy && (
          <Text size="sm">
            {approval.decidedBy.name}: {approval.decision || t(`approvals.state.${approval.state}`)}
          </Text>
        )}
        {approval.state === 'asked' && (
          <Text size="xs" c="dimmed">
            {t('approvals.expires', { time: formatDateTime(approval.expiresAt) })}
            {approval.own && ` · ${t('approvals.ownHint')}`}
          </Text>
        )}
        <Decisions approval={approval} />
        {approval.emergency?.mayEnd && (
          <Group>
            <EndLook lookId={approval.emergency.id} isGranted />
          </Group>
        )}
      </Stack>
    </Box>
  );
}

/** Names with a dot would be read as a path. */
const actKey = (act: Approval['act']) => act.replace('.', '_') as ActKey;
type ActKey =
  | 'hold_lift'
  | 'destruction_run'
  | 'retention_change'
  | 'class_lower'
  | 'evidence_take'
  | 'vault_open'
  | 'record_emergency';

function About({ approval }: { approval: Approval }) {
  const { destruction, change, lower, camera, opening, emergency } = approval;
  const { t } = useTranslation();
  if (destruction) return <ListLink count={destruction.sessions} />;
  if (emergency) return <Stretch emergency={emergency} />;
  if (change) return <NewDays change={change} />;
  return (
    <>
      <Subject approval={approval} />
      {lower && (
        <Text size="sm">
          {t('protection.fromTo', {
            from: t(`terms.accessClass.${lower.from}`),
            to: t(`terms.accessClass.${lower.to}`),
          })}
        </Text>
      )}
      {camera && <Text size="sm">{camera.name}</Text>}
      {opening && (
        <Text size="sm">
          {t('visitors.one', { code: opening.code })} · {t(`terms.openingReason.${opening.reasonCode}`)}
        </Text>
      )}
    </>
  );
}

function Stretch({ emergency }: { emergency: NonNullable<Approval['emergency']> }) {
  const { t } = useTranslation();
  const { room, from, to, until, isRunning } = emergency;
  return (
    <>
      <Text size="sm">
        {room.name}, {formatDateTime(from)} – {formatTime(to)}
      </Text>
      {isRunning && until && (
        <Text size="sm" fw={500}>
          {t('emergency.until', { time: formatDateTime(until) })}
        </Text>
      )}
    </>
  );
}

function Subject({ approval: { session, case: link } }: { approval: Approval }) {
  if (link)
    return (
      <Group>
        <CaseChip link={link} />
      </Group>
    );
  if (!session) return null;
  return (
    <Anchor component={Link} to={`/sessions/${session.id}`} size="sm">
      {session.room.name}, {formatDateTime(session.startedAt)}
    </Anchor>
  );
}

function ListLink({ count }: { count: number }) {
  const { t } = useTranslation();
  return (
    <Anchor component={Link} to="/custody/destruction" size="sm">
      {t('destruction.count', { count })}
    </Anchor>
  );
}

function NewDays({ change }: { change: NonNullable<Approval['change']> }) {
  const { t } = useTranslation();
  const inDays = useDays();
  const old = { minDays: change.oldMinDays, afterCloseDays: change.oldAfterCloseDays };
  return (
    <Text size="sm">
      {t(`custody.class.${change.class}`)}: {inDays(change)} ({t('retention.was', { days: inDays(old) })})
    </Text>
  );
}

function Decisions({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const [deciding, setDeciding] = useState<'approve' | 'refuse' | null>(null);
  const params = { approvalId: approval.id };
  const decide = useAct({
    run: (note: string) => call(approvalRoutes.decide, { params, body: { approve: deciding === 'approve', note } }),
    said: ({ state }) => t(`approvals.said.${state === 'approved' ? 'approved' : 'refused'}`),
    after: () => setDeciding(null),
  });
  const withdraw = useAct({
    run: () => call(approvalRoutes.withdraw, { params }),
    said: () => t('approvals.said.withdrawn'),
  });
  return (
    <>
      <ProblemNotice error={withdraw.error} />
      <Group gap="xs">
        {approval.mayDecide && (
          <>
            <Button size="xs" onClick={() => setDeciding('approve')} data-testid="approve">
              {t('approvals.approve')}
            </Button>
            <Button size="xs" variant="default" onClick={() => setDeciding('refuse')} data-testid="refuse">
              {t('approvals.refuse')}
            </Button>
          </>
        )}
        {approval.own && (
          <Button size="xs" variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {t('approvals.withdraw')}
          </Button>
        )}
      </Group>
      {deciding && (
        <AskReason
          title={t(`approvals.${deciding}`)}
          hint={t('approvals.decideHint')}
          submit={t(`approvals.${deciding}`)}
          danger={deciding === 'refuse'}
          busy={decide.isPending}
          error={decide.error}
          onSubmit={decide.mutate}
          onClose={() => setDeciding(null)}
        />
      )}
    </>
  );
}
