import { Anchor, Badge, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ViewSummary } from '../../../../services/contracts/view.ts';
import { sessionViewsQuery } from '../../api/queries.ts';
import { useReasonWords } from '../../api/use-reasons.ts';
import { formatDateTime } from '../../text/time.ts';
import { useDuration } from '../../text/use-duration.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

/** Who looked, when, why, and how much. */
export function ViewsCard({ sessionId, mayReplay }: { sessionId: string; mayReplay: boolean }) {
  const { t } = useTranslation();
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
          <Look key={view.id} sessionId={sessionId} view={view} mayReplay={mayReplay} />
        ))}
      </Stack>
    </Card>
  );
}

function Look({ sessionId, view, mayReplay }: { sessionId: string; view: ViewSummary; mayReplay: boolean }) {
  const { t } = useTranslation();
  const inWords = useDuration();
  const reasonWords = useReasonWords();
  return (
    <Group justify="space-between" align="flex-start" gap="xs" data-testid="view-record" data-target={view.target}>
      <div>
        <Text size="sm" fw={500}>
          {view.person.name}
        </Text>
        <Text size="sm" component="div">
          {view.reasonCode === 'emergency' ? (
            <Badge color="red">{t('terms.viewReason.emergency')}</Badge>
          ) : (
            reasonWords(view.reasonCode)
          )}
          {view.caseKey && ` · ${view.caseKey}`}
          {view.note && ` · ${view.note}`}
        </Text>
        {view.target === 'record' && <Text size="sm">{t('sessions.one.inRecord')}</Text>}
        {view.approvedBy && <Text size="sm">{t('emergency.approvedBy', { name: view.approvedBy.name })}</Text>}
        {view.target === 'live' && <Text size="sm">{t('wall.wasLive')}</Text>}
        {view.watchedBy && <Text size="sm">{t('sessions.one.rewatched', { name: view.watchedBy.name })}</Text>}
        {view.mayRewatch && mayReplay && (
          <Anchor
            component={Link}
            to={`/sessions/${sessionId}/replay?watched=${view.id}`}
            size="sm"
            data-testid="rewatch"
          >
            {t('sessions.one.rewatch')}
          </Anchor>
        )}
      </div>
      <Text size="xs" c="dimmed" ta="right">
        {formatDateTime(view.openedAt)}
        <br />
        {t('sessions.one.watched', { duration: inWords(view.watchedSeconds) })}
      </Text>
    </Group>
  );
}
