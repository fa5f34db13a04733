import { Anchor, Badge, Button, Group, Progress, Skeleton, Stack, Text } from '@mantine/core';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Destruction } from '../../../../services/contracts/custody/destruction.ts';
import { destructionsQuery } from '../../api/queries.ts';
import { formatBytes } from '../../text/bytes.ts';
import { formatDate, formatDateTime } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

/** Lists of destruction with their minutes, newest first. */
export function Destructions() {
  const { t } = useTranslation();
  const destructions = useQuery(destructionsQuery);
  return (
    <Card title={t('destruction.lists')}>
      <ProblemNotice error={destructions.error} onRetry={() => void destructions.refetch()} />
      {destructions.isPending && <Skeleton height={96} />}
      {destructions.data?.length === 0 && (
        <Empty icon={IconTrash} title={t('destruction.listsNone')} hint={t('destruction.listsNoneHint')} />
      )}
      <Stack gap="xl">
        {destructions.data?.map((one) => (
          <One key={one.id} destruction={one} />
        ))}
      </Stack>
    </Card>
  );
}

const colors: Record<Destruction['state'], string> = {
  ...{ asked: 'yellow', approved: 'yellow', removing: 'red', done: 'teal' },
  ...{ refused: 'gray', withdrawn: 'gray', expired: 'gray' },
};

function One({ destruction }: { destruction: Destruction }) {
  const { t } = useTranslation();
  const { state, askedBy, approvedBy, approvedAt, objects, removed } = destruction;
  return (
    <Stack gap="xs" data-testid="destruction" data-state={state}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Badge color={colors[state]}>{t(`destruction.state.${state}`)}</Badge>
          <Text size="sm" fw={600}>
            {t('destruction.count', { count: destruction.sessions.length })}
          </Text>
        </Group>
        {destruction.minutes && (
          <Button
            component="a"
            href={destruction.minutes}
            download
            size="compact-sm"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            data-testid="minutes"
          >
            {t('destruction.minutes')}
          </Button>
        )}
      </Group>
      <Text size="sm">{destruction.reason}</Text>
      <Text size="xs" c="dimmed">
        {askedBy.name}, {formatDateTime(destruction.askedAt)}
        {approvedBy && approvedAt && ` → ${approvedBy.name}, ${formatDateTime(approvedAt)}`}
      </Text>
      {state === 'removing' && objects > 0 && (
        <>
          <Progress value={(removed / objects) * 100} aria-label={t('destruction.state.removing')} />
          <Text size="xs">{t('destruction.progress', { removed, objects })}</Text>
        </>
      )}
      {destruction.failure && state !== 'done' && (
        <Text size="xs" c="red">
          {t('destruction.failure')}
        </Text>
      )}
      <Stack gap={4}>
        {destruction.sessions.map((session) => (
          <Listed key={session.id} session={session} />
        ))}
      </Stack>
    </Stack>
  );
}

function Listed({ session }: { session: Destruction['sessions'][number] }) {
  const { t, i18n } = useTranslation();
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
      <Anchor component={Link} to={`/sessions/${session.id}`} size="sm">
        {session.room.name}, {formatDate(session.startedAt)}
      </Anchor>
      <Group gap="sm" justify="flex-end">
        <Text size="xs" c="dimmed">
          {session.outcome && t(`destruction.outcome.${session.outcome}`)}
          {session.outcome === 'destroyed' && ` · ${formatBytes(session.bytes, i18n.language)}`}
        </Text>
        {session.list && (
          <Anchor href={session.list} download size="xs">
            {t('destruction.list')}
          </Anchor>
        )}
      </Group>
    </Group>
  );
}
