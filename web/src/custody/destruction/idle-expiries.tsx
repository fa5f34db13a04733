import { Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { idleExpiriesQuery } from '../../api/queries.ts';
import { formatDate, formatDateTime, fromPicker } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

/** The record of empty rooms that went by itself, by day. */
export function IdleExpiries() {
  const { t } = useTranslation();
  const expiries = useQuery(idleExpiriesQuery);
  return (
    <Card title={t('destruction.idle')}>
      <ProblemNotice error={expiries.error} onRetry={() => void expiries.refetch()} />
      {expiries.isPending && <Skeleton height={72} />}
      {expiries.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('destruction.idleNone')}. {t('destruction.idleNoneHint')}
        </Text>
      )}
      {expiries.data && expiries.data.length > 0 && (
        <Table.ScrollContainer minWidth={420}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('destruction.column.day')}</Table.Th>
                <Table.Th ta="right">{t('destruction.column.cameras')}</Table.Th>
                <Table.Th>{t('destruction.column.until')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {expiries.data.map((one) => (
                <Table.Tr key={one.day} data-testid="idle-expiry">
                  <Table.Td>{formatDate(fromPicker(one.day))}</Table.Td>
                  <Table.Td ta="right">{one.cameras}</Table.Td>
                  <Table.Td>{formatDateTime(one.until)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Card>
  );
}
