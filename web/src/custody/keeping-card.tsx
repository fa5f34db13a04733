import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconClockHour4, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Keeping, retentionRoutes } from '../../../services/contracts/custody/retention.ts';
import { call } from '../api/call.ts';
import { keepingQuery } from '../api/queries.ts';
import { formatDate } from '../text/time.ts';
import { Card } from '../ui/card.tsx';
import { CaseChip } from '../ui/case-chip.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { HoldLine } from './hold-line.tsx';
import { PlaceHold } from './place-hold.tsx';

/** How long a session is kept, and what keeps it from being deleted. */
export function KeepingCard({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation();
  const keeping = useQuery(keepingQuery(sessionId));
  const [placing, setPlacing] = useState(false);
  return (
    <Card
      title={t('custody.keeping')}
      actions={
        keeping.data?.mayHold && (
          <Button size="xs" variant="light" onClick={() => setPlacing(true)} data-testid="place-hold">
            {t('custody.hold.place')}
          </Button>
        )
      }
    >
      <ProblemNotice error={keeping.error} onRetry={() => void keeping.refetch()} />
      {keeping.isPending && <Skeleton height={64} />}
      {keeping.data && <Whole keeping={keeping.data} />}
      {placing && (
        <PlaceHold
          onClose={() => setPlacing(false)}
          place={(body) => call(retentionRoutes.holdSession, { params: { sessionId }, body })}
        />
      )}
    </Card>
  );
}

function Whole({ keeping }: { keeping: Keeping }) {
  const { t } = useTranslation();
  const isOver = keeping.until !== null && Date.parse(keeping.until) < Date.now();
  const endWords = (until: string | null) => {
    if (until === null) return t('custody.untilUnknown');
    return t(isOver ? 'custody.over' : 'custody.until', { date: formatDate(until) });
  };
  return (
    <Stack gap="sm" data-testid="keeping" data-held={keeping.isHeld}>
      <Group gap="xs">
        {keeping.isHeld ? (
          <Badge color="teal" leftSection={<IconLock size={14} aria-hidden />}>
            {t('custody.held')}
          </Badge>
        ) : (
          <Badge color="gray" leftSection={<IconClockHour4 size={14} aria-hidden />}>
            {endWords(keeping.until)}
          </Badge>
        )}
        <Text size="sm" c="dimmed">
          {t(`custody.class.${keeping.class}`)}
        </Text>
      </Group>
      {isOver && !keeping.isHeld && (
        <Text size="sm">{t(keeping.needsCase ? 'custody.overNeedsCase' : 'custody.overHint')}</Text>
      )}
      {keeping.openCases.length > 0 && (
        <Group gap={6}>
          <Text size="sm">{t('custody.openCases')}</Text>
          {keeping.openCases.map((link) => (
            <CaseChip key={link.id} link={link} />
          ))}
        </Group>
      )}
      {keeping.holds.map((hold) => (
        <HoldLine key={hold.id} hold={hold} mayAsk={keeping.mayHold} />
      ))}
      {keeping.failure !== null ? (
        <Text size="xs" c="red">
          {t('custody.failed')}
        </Text>
      ) : (
        !keeping.isApplied && (
          <Text size="xs" c="dimmed">
            {t('custody.applying')}
          </Text>
        )
      )}
    </Stack>
  );
}
