import { Anchor, Button, Checkbox, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconClockHour4 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type DueSession, destructionRoutes } from '../../../../services/contracts/custody/destruction.ts';
import { call } from '../../api/call.ts';
import { dueQuery } from '../../api/queries.ts';
import { useAct } from '../../api/use-act.ts';
import { formatDate } from '../../text/time.ts';
import { useRange } from '../../text/use-duration.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { AskReason } from '../ask-reason.tsx';

/** Sessions whose time is over: chosen ones are proposed together. */
export function DueSessions() {
  const { t } = useTranslation();
  const due = useQuery(dueQuery);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const items = due.data?.items ?? [];
  // What somebody else has proposed meanwhile is not there any more.
  const sessionIds = items.map(({ id }) => id).filter((id) => chosen.has(id));
  const choose = (ids: readonly string[], isChosen: boolean) =>
    setChosen((before) => new Set([...before].filter((id) => !ids.includes(id)).concat(isChosen ? ids : [])));
  return (
    <Card title={t('destruction.due')} actions={<Propose sessionIds={sessionIds} />}>
      <ProblemNotice error={due.error} onRetry={() => void due.refetch()} />
      {due.isPending && <Skeleton height={96} />}
      {due.data && items.length === 0 && (
        <Empty icon={IconClockHour4} title={t('destruction.dueNone')} hint={t('destruction.dueNoneHint')} />
      )}
      {items.length > 0 && (
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t('destruction.dueHint')}
          </Text>
          <Checkbox
            label={t('destruction.chooseAll')}
            checked={sessionIds.length === items.length}
            indeterminate={sessionIds.length > 0 && sessionIds.length < items.length}
            onChange={(event) =>
              choose(
                items.map(({ id }) => id),
                event.currentTarget.checked,
              )
            }
            data-testid="choose-all"
          />
          {items.map((session) => (
            <Due key={session.id} session={session} isChosen={chosen.has(session.id)} onChoose={choose} />
          ))}
          {due.data?.hasMore && (
            <Text size="sm" c="dimmed">
              {t('destruction.dueMore')}
            </Text>
          )}
        </Stack>
      )}
    </Card>
  );
}

interface DueProps {
  session: DueSession;
  isChosen: boolean;
  onChoose: (ids: readonly string[], isChosen: boolean) => void;
}

function Due({ session, isChosen, onChoose }: DueProps) {
  const { t } = useTranslation();
  const range = useRange();
  const name = `${session.room.name}, ${formatDate(session.startedAt)}`;
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start" data-testid="due-session">
      <Checkbox
        mt={2}
        aria-label={t('destruction.choose', { session: name })}
        checked={isChosen}
        onChange={(event) => onChoose([session.id], event.currentTarget.checked)}
      />
      <div>
        <Anchor component={Link} to={`/sessions/${session.id}`} size="sm">
          {name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {range(session.startedAt, session.endedAt)} · {t(`custody.class.${session.class}`)} ·{' '}
          {t('destruction.until', { date: formatDate(session.until) })}
        </Text>
      </div>
    </Group>
  );
}

function Propose({ sessionIds }: { sessionIds: string[] }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const propose = useAct({
    run: (reason: string) => call(destructionRoutes.propose, { body: { sessionIds, reason } }),
    said: () => t('destruction.proposed'),
    after: () => setAsking(false),
  });
  if (sessionIds.length === 0 && !asking) return null;
  return (
    <>
      <Button size="xs" color="red" variant="light" onClick={() => setAsking(true)} data-testid="propose-destruction">
        {t('destruction.propose', { count: sessionIds.length })}
      </Button>
      {asking && (
        <AskReason
          title={t('destruction.proposeTitle')}
          hint={t('destruction.proposeHint')}
          submit={t('destruction.send')}
          danger
          busy={propose.isPending}
          error={propose.error}
          onSubmit={propose.mutate}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
