import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SessionDetail } from '../../../../services/contracts/session.ts';
import { markersQuery } from '../../api/marker-queries.ts';
import { useMe } from '../../app/current-person.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { MarkNow } from './mark-now.tsx';
import { MarkerHistory } from './marker-history.tsx';
import { MarkerList } from './marker-list.tsx';
import { UndoLine } from './undo-line.tsx';
import { useMarkerActs } from './use-marker-acts.ts';

/** The markers of a session on its page; while it goes on they are set here too. */
export function MarkersCard({ session }: { session: SessionDetail }) {
  const { t } = useTranslation();
  const { role } = useMe();
  const markers = useQuery(markersQuery(session.id));
  const acts = useMarkerActs(session.id);
  const [isHistoryOpen, history] = useDisclosure();
  return (
    <Card
      title={t('markers.title')}
      actions={
        role === 'chief' && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconHistory size={16} aria-hidden />}
            onClick={history.open}
            data-testid="marker-history"
          >
            {t('markers.history')}
          </Button>
        )
      }
    >
      <ProblemNotice error={markers.error} onRetry={() => void markers.refetch()} />
      {markers.isPending && <Skeleton height={48} />}
      {session.state === 'running' && markers.data?.mayMark && <MarkNow sessionId={session.id} acts={acts} />}
      <UndoLine acts={acts} />
      {markers.data && (
        <MarkerList
          sessionId={session.id}
          markers={markers.data.items}
          acts={acts}
          mayMark={markers.data.mayMark}
          mayReplay={session.mayReplay}
          isGone={session.state === 'destroyed'}
        />
      )}
      {isHistoryOpen && <MarkerHistory sessionId={session.id} onClose={history.close} />}
    </Card>
  );
}
