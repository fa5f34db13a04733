import { Anchor, Badge, Box, Button, Center, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconBan, IconCheck, IconNotebook } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AuditEntry } from '../../../../services/contracts/custody/audit-log.ts';
import { type AuditFilter, auditQuery } from '../../api/queries.ts';
import { formatDateTime } from '../../text/time.ts';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { actWord, useAuditWords } from './use-audit-words.ts';
import { useDetailWords } from './use-detail-words.ts';

/** Entries that match, newest first: a table, or a list on a narrow screen. */
export function AuditList({ filter }: { filter: AuditFilter }) {
  const { t } = useTranslation();
  const isWide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  const list = useInfiniteQuery(auditQuery(filter));
  if (list.error) return <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton height={320} radius="lg" />;
  if (list.data.items.length === 0) {
    return (
      <Box className="mc-card">
        <Empty icon={IconNotebook} title={t('audit.none')} hint={t('audit.noneHint')} />
      </Box>
    );
  }
  return (
    <Stack gap="md">
      <Box className="mc-card" style={{ overflow: 'hidden' }} data-testid="audit">
        {isWide ? (
          <Rows entries={list.data.items} />
        ) : (
          list.data.items.map((entry) => <NarrowRow key={entry.id} entry={entry} />)
        )}
      </Box>
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

function Rows({ entries }: { entries: readonly AuditEntry[] }) {
  const { column } = useAuditWords();
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{column.at}</Table.Th>
          <Table.Th>{column.person}</Table.Th>
          <Table.Th>{column.act}</Table.Th>
          <Table.Th>{column.thing}</Table.Th>
          <Table.Th>{column.details}</Table.Th>
          <Table.Th ta="right">{column.position}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <Table.Tr key={entry.id} data-testid="audit-row" data-act={entry.act}>
            <Table.Td className="mc-nowrap">{formatDateTime(entry.at)}</Table.Td>
            <Table.Td>
              <Person entry={entry} />
            </Table.Td>
            <Table.Td>
              <Act entry={entry} />
            </Table.Td>
            <Table.Td>
              <Thing entry={entry} />
            </Table.Td>
            <Table.Td>
              <Details entry={entry} />
            </Table.Td>
            <Table.Td ta="right" className="mc-dim">
              {entry.isChained ? <IconCheck size={16} aria-label={column.position} /> : '…'}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function NarrowRow({ entry }: { entry: AuditEntry }) {
  return (
    <Stack
      gap={4}
      p="md"
      data-testid="audit-row"
      data-act={entry.act}
      style={{ borderBottom: '1px solid var(--mc-edge)' }}
    >
      <Group justify="space-between" gap="xs">
        <Act entry={entry} />
        <Text size="xs" c="dimmed">
          {formatDateTime(entry.at)}
        </Text>
      </Group>
      <Person entry={entry} />
      <Thing entry={entry} />
      <Details entry={entry} />
    </Stack>
  );
}

function Person({ entry: { person, address } }: { entry: AuditEntry }) {
  const words = useAuditWords();
  return (
    <>
      <Text size="sm" className="mc-nowrap">
        {person?.name ?? words.program}
      </Text>
      {address && (
        <Text size="xs" c="dimmed">
          {address}
        </Text>
      )}
    </>
  );
}

function Act({ entry: { act, outcome } }: { entry: AuditEntry }) {
  const words = useAuditWords();
  return (
    <Group gap={6}>
      <Text size="sm" fw={500}>
        {actWord(words, act)}
      </Text>
      {outcome === 'refused' && (
        <Badge color="red" leftSection={<IconBan size={14} aria-hidden />}>
          {words.outcome.refused}
        </Badge>
      )}
    </Group>
  );
}

const addresses: Record<string, string> = { session: '/sessions/', case: '/cases/', camera: '/cameras/' };

function Thing({ entry: { thing } }: { entry: AuditEntry }) {
  if (!thing) return null;
  const address = addresses[thing.kind];
  const name = thing.name ?? (isUuid(thing.id) ? null : thing.id);
  if (name === null) return null;
  if (!address || thing.name === null) return <Text size="sm">{name}</Text>;
  return (
    <Anchor component={Link} to={address + thing.id} size="sm">
      {name}
    </Anchor>
  );
}

/** An id that says nothing to a person. */
const isUuid = (text: string) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text);

function Details({ entry: { details } }: { entry: AuditEntry }) {
  const inWords = useDetailWords();
  const said = Object.entries(details).map(([name, value]) => inWords(name, value));
  if (said.length === 0) return null;
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {said.join(' · ')}
    </Text>
  );
}
