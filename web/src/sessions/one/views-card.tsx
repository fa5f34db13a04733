import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sessionViewsQuery } from '../../api/queries.ts';
import { formatDateTime } from '../../text/time.ts';
import { useDuration } from '../../text/use-duration.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

/** Who looked, when, why, and how much. */
export function ViewsCard({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation();
  const inWords = useDuration();
  const views = useQuery(sessionViewsQuery(sessionId));
  return (
    <Card title={t('sessions.one.views')}>
      <ProblemNotice error={views.error} />
      {views.isPending && <Skeleton height={48} />}
      {views.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('sessions.one.noViews')}
        </Text>
      )}
      <Stack gap="sm">
        {views.data?.map((view) => (
          <Group key={view.id} justify="space-between" align="flex-start" gap="xs" data-testid="view-record">
            <div>
              <Text size="sm" fw={500}>
                {view.person.name}
              </Text>
              <Text size="sm">
                {t(`terms.viewReason.${view.reasonCode}`)}
                {view.caseKey && ` · ${view.caseKey}`}
                {view.note && ` · ${view.note}`}
              </Text>
            </div>
            <Text size="xs" c="dimmed" ta="right">
              {formatDateTime(view.openedAt)}
              <br />
              {t('sessions.one.watched', { duration: inWords(view.watchedSeconds) })}
            </Text>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}
