import { Box, Button, Center, Group, Select, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconFolder, IconFolderPlus, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type CaseFile, caseKind, caseState } from '../../../services/contracts/case.ts';
import { type CaseFilter, casesQuery } from '../api/queries.ts';
import { formatDate } from '../text/time.ts';
import { CaseChip } from '../ui/case-chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { CreateCase } from './create-case.tsx';

/** Cases the person may see. */
export function CasesScreen() {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure();
  const [filter, setFilter] = useState<CaseFilter>({});
  const [settled] = useDebouncedValue(filter, 250);
  const set = (part: Partial<CaseFilter>) => setFilter({ ...filter, ...part });
  return (
    <Page
      title={t('cases.title')}
      actions={
        <Button leftSection={<IconFolderPlus size={18} aria-hidden />} onClick={dialog.open} data-testid="create-case">
          {t('cases.create')}
        </Button>
      }
    >
      <Group gap="xs" role="search">
        <TextInput
          type="search"
          aria-label={t('cases.search')}
          placeholder={t('cases.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={filter.q ?? ''}
          onChange={(event) => set({ q: event.currentTarget.value })}
          w={{ base: '100%', sm: 340 }}
          data-testid="case-search"
        />
        <Select
          aria-label={t('cases.kind')}
          placeholder={t('cases.kind')}
          clearable
          data={caseKind.options.map((kind) => ({ value: kind, label: t(`terms.caseKind.${kind}`) }))}
          value={filter.kind ?? null}
          onChange={(kind) => set({ kind: kind ?? undefined })}
          w={{ base: 'calc(50% - 5px)', xs: 190 }}
        />
        <Select
          aria-label={t('cases.state')}
          placeholder={t('cases.state')}
          clearable
          searchable
          data={caseState.options.map((state) => ({ value: state, label: t(`terms.caseState.${state}`) }))}
          value={filter.state ?? null}
          onChange={(state) => set({ state: state ?? undefined })}
          w={{ base: 'calc(50% - 5px)', xs: 230 }}
        />
      </Group>
      <CaseList filter={settled} onCreate={dialog.open} />
      {opened && <CreateCase onClose={dialog.close} />}
    </Page>
  );
}

function CaseList({ filter, onCreate }: { filter: CaseFilter; onCreate: () => void }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(casesQuery(filter));
  if (list.error) return <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton height={240} radius="lg" />;
  if (list.data.length === 0) {
    const filtered = Object.values(filter).some(Boolean);
    return (
      <Box className="mc-card">
        <Empty
          icon={IconFolder}
          title={filtered ? t('cases.none') : t('cases.empty')}
          hint={filtered ? t('sessions.noneHint') : t('cases.emptyHint')}
          action={!filtered && <Button onClick={onCreate}>{t('cases.create')}</Button>}
        />
      </Box>
    );
  }
  return (
    <Stack gap="md">
      <Box className="mc-card">
        <Table.ScrollContainer minWidth={640}>
          <CaseTable cases={list.data} />
        </Table.ScrollContainer>
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

function CaseTable({ cases }: { cases: readonly CaseFile[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('cases.key')}</Table.Th>
          <Table.Th>{t('cases.subject')}</Table.Th>
          <Table.Th>{t('cases.kind')}</Table.Th>
          <Table.Th>{t('cases.state')}</Table.Th>
          <Table.Th ta="right">{t('cases.sessionCount')}</Table.Th>
          <Table.Th>{t('cases.createdAt')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {cases.map((file) => (
          <Table.Tr
            key={file.id}
            className="mc-row"
            data-testid="case-row"
            data-case-id={file.id}
            onClick={() => void navigate(`/cases/${file.id}`)}
          >
            <Table.Td>
              <CaseChip link={file} />
            </Table.Td>
            <Table.Td>
              {file.subject || <span className="mc-dim">{t('cases.noSubject')}</span>}
              {file.outsideNumbers.length > 0 && (
                <Text size="xs" c="dimmed">
                  {file.outsideNumbers.join(' · ')}
                </Text>
              )}
            </Table.Td>
            <Table.Td>{t(`terms.caseKind.${file.kind}`)}</Table.Td>
            <Table.Td>{t(`terms.caseState.${file.state}`)}</Table.Td>
            <Table.Td ta="right">{file.sessionCount}</Table.Td>
            <Table.Td>{formatDate(file.createdAt)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
