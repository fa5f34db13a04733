import { Progress, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FixityState } from '../../../../services/contracts/custody/fixity.ts';
import { fixityQuery } from '../../api/queries.ts';
import { formatBytes } from '../../text/bytes.ts';
import { formatDate, formatDateTime } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Incidents } from './incidents.tsx';

/** How far all that is stored has been read again and held against its hashes, and what was found. */
export function FixityCard() {
  const { t } = useTranslation();
  const fixity = useQuery(fixityQuery);
  return (
    <Card title={t('fixity.title')}>
      <ProblemNotice error={fixity.error} onRetry={() => void fixity.refetch()} />
      {fixity.isPending && <Skeleton height={120} />}
      {fixity.data && (
        <Stack gap="md" data-testid="fixity">
          <Text size="sm" c="dimmed">
            {t('fixity.hint')}
          </Text>
          <Cycle cycle={fixity.data.cycle} />
          <Past state={fixity.data} />
          <Incidents incidents={fixity.data.incidents} />
        </Stack>
      )}
    </Card>
  );
}

function Cycle({ cycle }: { cycle: FixityState['cycle'] }) {
  const { t } = useTranslation();
  if (!cycle) return <Text size="sm">{t('fixity.notYet')}</Text>;
  const percent = Math.floor(cycle.share * 100);
  return (
    <Stack gap={4} data-testid="fixity-cycle" data-keeps-up={cycle.keepsUp}>
      <Text size="sm" fw={600}>
        {t('fixity.progress', { percent })}
      </Text>
      <Progress
        value={percent}
        aria-label={t('fixity.progress', { percent })}
        color={cycle.keepsUp ? 'teal' : 'yellow'}
      />
      <Text size="xs" c="dimmed">
        {t('fixity.since', { from: formatDate(cycle.beganAt), to: formatDate(cycle.doneBy) })}
      </Text>
      {!cycle.keepsUp && (
        <Text size="sm" c="red">
          {t('fixity.behind')}
        </Text>
      )}
    </Stack>
  );
}

function Past({ state: { last, sample } }: { state: FixityState }) {
  const { t, i18n } = useTranslation();
  const found = (faults: number) => (faults === 0 ? t('fixity.noFaults') : t('fixity.faults', { count: faults }));
  return (
    <Facts
      rows={[
        [
          t('fixity.last'),
          last
            ? `${formatDate(last.completedAt)} · ${t('fixity.read', {
                segments: last.segments,
                documents: last.documents,
                size: formatBytes(last.bytes, i18n.language),
              })} · ${found(last.faults)}`
            : t('fixity.never'),
        ],
        [
          t('fixity.sample'),
          sample
            ? `${formatDateTime(sample.beganAt)} · ${t('fixity.drawn', { done: sample.done, wanted: sample.wanted })} · ${found(sample.faults)}`
            : t('fixity.never'),
        ],
      ]}
    />
  );
}
