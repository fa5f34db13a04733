import { Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { MarkerState } from '../../../../services/contracts/custody/marker.ts';
import { markerHistoryQuery } from '../../api/marker-queries.ts';
import { formatDateTime, formatTime } from '../../text/time.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import look from './markers.module.css';

/** Every state that the markers of a session ever had. */
export function MarkerHistory({ sessionId, onClose }: { sessionId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const states = useQuery(markerHistoryQuery(sessionId));
  return (
    <Dialog onClose={onClose} title={t('markers.historyTitle')} size="xl">
      <Text size="sm" c="dimmed" mb="sm">
        {t('markers.historyHint')}
      </Text>
      <ProblemNotice error={states.error} />
      {states.isPending && <Skeleton height={120} />}
      {states.data?.length === 0 && <Text size="sm">{t('markers.empty')}</Text>}
      <Table.ScrollContainer minWidth={480} tabIndex={0}>
        <Table>
          <Table.Tbody>
            {states.data?.map((state, index) => (
              <Line key={`${state.markerId} ${state.version}`} state={state} before={states.data.slice(0, index)} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Dialog>
  );
}

function Line({ state, before }: { state: MarkerState; before: readonly MarkerState[] }) {
  const { t } = useTranslation();
  const last = before.findLast(({ markerId }) => markerId === state.markerId);
  return (
    <Table.Tr data-testid="marker-state" data-removed={state.removed}>
      <Table.Td className="mc-nowrap">{formatDateTime(state.writtenAt)}</Table.Td>
      <Table.Td>
        {state.by.name}
        <Text size="xs" c="dimmed">
          {t(`markers.state.${wordOf(state, last)}`)}
        </Text>
      </Table.Td>
      <Table.Td>
        {formatTime(state.at)} · {t(`terms.markerKind.${state.kind}`)}
        {state.for && ` · ${t('markers.forPerson', { name: state.for.name })}`}
        <Text size="sm" className={look.words} {...(state.removed && { td: 'line-through' })}>
          {state.text ?? t('markers.wiped')}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

function wordOf({ removed, version, isAnswer }: MarkerState, last: MarkerState | undefined) {
  if (removed) return 'removed';
  if (version === 1) return isAnswer ? 'answer' : 'first';
  return last?.removed ? 'back' : 'changed';
}
