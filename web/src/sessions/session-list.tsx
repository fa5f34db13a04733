import { Box, Button, Center, Group, Skeleton, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Session } from '../../../services/contracts/session.ts';
import { type SessionFilter, sessionsQuery } from '../api/queries.ts';
import { formatDate } from '../text/time.ts';
import { useDuration, useRange } from '../text/use-duration.ts';
import { AccessBadge, SessionStateBadge } from '../ui/badges.tsx';
import { CaseChip } from '../ui/case-chip.tsx';
import { Poster } from '../ui/poster.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { GapBadge, RecordBadge } from './session-badges.tsx';

interface Props {
  filter: SessionFilter;
  /** What to show when nothing matches. */
  empty: React.ReactNode;
  /** Cards even on a wide screen, for a place beside other things. */
  compact?: boolean;
}

/** Sessions that match, newest first: a table, or cards on a narrow screen. */
export function SessionList({ filter, empty, compact }: Props) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false });
  const list = useInfiniteQuery(sessionsQuery(filter));
  if (list.error) return <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Waiting />;
  if (list.data.length === 0) return <Box className="mc-card">{empty}</Box>;
  return (
    <Stack gap="md">
      {narrow || compact ? <Cards sessions={list.data} /> : <Rows sessions={list.data} />}
      {list.hasNextPage && (
        <Center>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('app.act.more')}
          </Button>
        </Center>
      )}
    </Stack>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" role="status" aria-label={t('app.loading')}>
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} height={72} radius="lg" />
      ))}
    </Stack>
  );
}

function Rows({ sessions }: { sessions: readonly Session[] }) {
  const { t } = useTranslation();
  return (
    <Box className="mc-card" style={{ overflow: 'hidden' }}>
      <Table highlightOnHover data-testid="sessions">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={128}>
              <VisuallyHidden>{t('sessions.column.picture')}</VisuallyHidden>
            </Table.Th>
            <Table.Th>{t('sessions.column.when')}</Table.Th>
            <Table.Th>
              {t('sessions.column.room')}, {t('sessions.column.officer').toLowerCase()}
            </Table.Th>
            <Table.Th>{t('sessions.column.kind')}</Table.Th>
            <Table.Th>{t('sessions.column.cases')}</Table.Th>
            <Table.Th>{t('sessions.column.state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sessions.map((session) => (
            <Row key={session.id} session={session} />
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}

function Row({ session }: { session: Session }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const address = `/sessions/${session.id}`;
  return (
    <Table.Tr
      className="mc-row"
      data-testid="session-row"
      data-session-id={session.id}
      onClick={() => void navigate(address)}
    >
      <Table.Td>
        <Thumbnail session={session} />
      </Table.Td>
      <Table.Td>
        <When session={session} address={address} />
      </Table.Td>
      <Table.Td>
        <Text size="sm">{session.room.name}</Text>
        <Text size="xs" c="dimmed">
          {session.officer.name}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{t(`terms.sessionKind.${session.kind}`)}</Text>
        <Text size="xs" c="dimmed">
          {t(`terms.caseKind.${session.caseKind}`)} · {t('session.peopleShort', { count: session.peopleCount })}
        </Text>
      </Table.Td>
      <Table.Td>
        <Cases session={session} />
      </Table.Td>
      <Table.Td>
        <Marks session={session} />
      </Table.Td>
    </Table.Tr>
  );
}

function Cards({ sessions }: { sessions: readonly Session[] }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" data-testid="sessions">
      {sessions.map((session) => (
        <Box key={session.id} className="mc-card" p="md" data-testid="session-row" data-session-id={session.id}>
          <Group wrap="nowrap" align="flex-start" gap="md">
            <Box w={112} style={{ flex: 'none' }}>
              <Thumbnail session={session} />
            </Box>
            <Stack gap={4} style={{ minWidth: 0 }}>
              <When session={session} address={`/sessions/${session.id}`} />
              <Text size="sm">
                {session.room.name} · {session.officer.name}
              </Text>
              <Text size="xs" c="dimmed">
                {t(`terms.sessionKind.${session.kind}`)} · {t(`terms.caseKind.${session.caseKind}`)}
              </Text>
            </Stack>
          </Group>
          <Group gap="xs" mt="sm">
            <Marks session={session} />
            {session.cases.length > 0 && <Cases session={session} />}
          </Group>
        </Box>
      ))}
    </Stack>
  );
}

function Thumbnail({ session }: { session: Session }) {
  const { t } = useTranslation();
  return <Poster address={session.poster} alt={t('sessions.poster', { time: formatDate(session.startedAt) })} />;
}

function When({ session, address }: { session: Session; address: string }) {
  const range = useRange();
  return (
    <Link
      to={address}
      style={{ color: 'inherit', textDecoration: 'none' }}
      onClick={(event) => event.stopPropagation()}
    >
      <Text size="sm" fw={600} className="mc-nowrap">
        {range(session.startedAt, session.endedAt)}
      </Text>
      <Text size="xs" c="dimmed">
        {formatDate(session.startedAt)}
      </Text>
    </Link>
  );
}

function Cases({ session }: { session: Session }) {
  const { t } = useTranslation();
  if (session.cases.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('sessions.noCase')}
      </Text>
    );
  }
  return (
    <Group gap={6}>
      {session.cases.map((link) => (
        <CaseChip key={link.id} link={link} />
      ))}
    </Group>
  );
}

function Marks({ session }: { session: Session }) {
  const inWords = useDuration();
  return (
    <Group gap={6}>
      <SessionStateBadge state={session.state} />
      <AccessBadge accessClass={session.accessClass} />
      {session.gapSeconds >= 1 && <GapBadge length={inWords(session.gapSeconds)} />}
      {session.madeFrom === 'record' && <RecordBadge />}
    </Group>
  );
}
