import { Anchor, Box, Button, Skeleton, Stack, Table, Text } from '@mantine/core';
import { IconLock, IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { holdsQuery, retentionQuery } from '../api/queries.ts';
import { formatDateTime } from '../text/time.ts';
import { Card } from '../ui/card.tsx';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { HoldLine } from './hold-line.tsx';

/** What must not be deleted, and how long everything else is kept. */
export function CustodyScreen() {
  const { t } = useTranslation();
  return (
    <Page
      title={t('custody.title')}
      actions={
        <Button
          component="a"
          href="/verify.html"
          download
          variant="default"
          leftSection={<IconShieldCheck size={18} aria-hidden />}
        >
          {t('custody.verifier')}
        </Button>
      }
    >
      <Holds />
      <Classes />
    </Page>
  );
}

function Holds() {
  const { t } = useTranslation();
  const holds = useQuery(holdsQuery);
  return (
    <Card title={t('custody.hold.list')}>
      <ProblemNotice error={holds.error} onRetry={() => void holds.refetch()} />
      {holds.isPending && <Skeleton height={120} />}
      {holds.data?.length === 0 && (
        <Empty icon={IconLock} title={t('custody.hold.none')} hint={t('custody.hold.noneHint')} />
      )}
      <Stack gap="lg">
        {holds.data?.map((hold) => (
          <Box key={hold.id}>
            {hold.session && (
              <Anchor component={Link} to={`/sessions/${hold.session.id}`} size="sm">
                {hold.session.room.name}, {formatDateTime(hold.session.startedAt)}
              </Anchor>
            )}
            <HoldLine hold={hold} mayAsk />
          </Box>
        ))}
      </Stack>
    </Card>
  );
}

function Classes() {
  const { t } = useTranslation();
  const classes = useQuery(retentionQuery);
  return (
    <Card title={t('custody.classes')}>
      <ProblemNotice error={classes.error} onRetry={() => void classes.refetch()} />
      {classes.isPending && <Skeleton height={120} />}
      {classes.data && (
        <>
          <Text size="sm" c="dimmed">
            {t('custody.classesHint')}
          </Text>
          <Table.ScrollContainer minWidth={480}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('custody.column.class')}</Table.Th>
                  <Table.Th ta="right">{t('custody.column.minDays')}</Table.Th>
                  <Table.Th ta="right">{t('custody.column.afterClose')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {classes.data.map(({ code, minDays, afterCloseDays }) => (
                  <Table.Tr key={code}>
                    <Table.Td>{t(`custody.class.${code}`)}</Table.Td>
                    <Table.Td ta="right">{t('custody.days', { count: minDays })}</Table.Td>
                    <Table.Td ta="right">
                      {afterCloseDays === null ? '–' : t('custody.days', { count: afterCloseDays })}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </>
      )}
    </Card>
  );
}
