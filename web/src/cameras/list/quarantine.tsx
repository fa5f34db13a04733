import { Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { quarantineQuery } from '../../api/queries.ts';
import { formatBytes } from '../../text/bytes.ts';
import { formatDateTime } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

/** Recorded files that wait for a person; nothing is shown while there are none. */
export function Quarantine() {
  const { t, i18n } = useTranslation();
  const files = useQuery(quarantineQuery);
  if (files.data?.length === 0 || files.isPending) return null;
  return (
    <Card title={t('cameras.quarantine.title')}>
      <ProblemNotice error={files.error} onRetry={() => void files.refetch()} />
      <Text size="sm" c="dimmed">
        {t('cameras.quarantine.hint')}
      </Text>
      <Table.ScrollContainer minWidth={640}>
        <Table data-testid="quarantine">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('cameras.title')}</Table.Th>
              <Table.Th>{t('cameras.quarantine.file')}</Table.Th>
              <Table.Th>{t('cameras.quarantine.size')}</Table.Th>
              <Table.Th>{t('cameras.quarantine.foundAt')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {files.data?.map((file) => (
              <Table.Tr key={file.id}>
                <Table.Td>{file.camera.name}</Table.Td>
                <Table.Td>
                  {t(`cameras.quarantine.reason.${file.reason}`)}
                  <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                    {file.workerId}: {file.path}
                  </Text>
                </Table.Td>
                <Table.Td className="mc-nowrap">{formatBytes(file.bytes, i18n.language)}</Table.Td>
                <Table.Td className="mc-nowrap">{formatDateTime(file.foundAt)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}
