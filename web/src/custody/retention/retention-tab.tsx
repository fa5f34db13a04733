import { Button, Skeleton, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { retentionQuery } from '../../api/queries.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { ChangeDays, type ClassDays } from './change-days.tsx';
import { Changes } from './changes.tsx';

/** How long everything is kept, and changes of that. */
export function RetentionTab() {
  const [changing, setChanging] = useState<ClassDays | null>(null);
  return (
    <Stack gap="lg">
      <Classes onChange={setChanging} />
      <Changes />
      {changing && <ChangeDays now={changing} onClose={() => setChanging(null)} />}
    </Stack>
  );
}

function Classes({ onChange }: { onChange: (one: ClassDays) => void }) {
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
          <Table.ScrollContainer minWidth={560}>
            <Table verticalSpacing="sm">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('custody.column.class')}</Table.Th>
                  <Table.Th ta="right">{t('custody.column.minDays')}</Table.Th>
                  <Table.Th ta="right">{t('custody.column.afterClose')}</Table.Th>
                  <Table.Th>
                    <VisuallyHidden>{t('retention.change')}</VisuallyHidden>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {classes.data.map((one) => (
                  <Table.Tr key={one.code}>
                    <Table.Td>{t(`custody.class.${one.code}`)}</Table.Td>
                    <Table.Td ta="right">{t('custody.days', { count: one.minDays })}</Table.Td>
                    <Table.Td ta="right">
                      {one.afterCloseDays === null ? '–' : t('custody.days', { count: one.afterCloseDays })}
                    </Table.Td>
                    <Table.Td ta="right">
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        aria-label={t('retention.changeOf', { class: t(`custody.class.${one.code}`) })}
                        onClick={() => onChange(one)}
                        data-testid={`change-${one.code}`}
                      >
                        {t('retention.change')}
                      </Button>
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
