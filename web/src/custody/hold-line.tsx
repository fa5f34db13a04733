import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Hold, retentionRoutes } from '../../../services/contracts/custody/retention.ts';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { formatDateTime } from '../text/time.ts';
import { CaseChip } from '../ui/case-chip.tsx';
import { AskReason } from './ask-reason.tsx';

/** One hold: why, by whom, since when; and the way to have it lifted. */
export function HoldLine({ hold, mayAsk }: { hold: Hold; mayAsk: boolean }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const ask = useAct({
    run: (reason: string) => call(retentionRoutes.askLift, { params: { holdId: hold.id }, body: { reason } }),
    said: () => t('custody.lift.asked'),
    after: () => setAsking(false),
  });
  return (
    <Stack gap={4} data-testid="hold">
      <Group gap={6}>
        <Text size="sm" fw={500}>
          {t(`custody.reason.${hold.reason}`)}
        </Text>
        {hold.case && <CaseChip link={hold.case} />}
      </Group>
      <Text size="sm">{hold.placedBy ? hold.note : t('custody.hold.incident')}</Text>
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          {hold.placedBy?.name ?? t('custody.hold.program')} · {formatDateTime(hold.placedAt)}
        </Text>
        {hold.liftAsked ? (
          <Text size="xs" c="dimmed">
            {t('custody.lift.waits')}
          </Text>
        ) : (
          mayAsk && (
            <Button size="compact-xs" variant="subtle" onClick={() => setAsking(true)} data-testid="ask-lift">
              {t('custody.lift.ask')}
            </Button>
          )
        )}
      </Group>
      {asking && (
        <AskReason
          title={t('custody.lift.ask')}
          hint={t('custody.lift.hint')}
          submit={t('custody.lift.send')}
          busy={ask.isPending}
          error={ask.error}
          onSubmit={ask.mutate}
          onClose={() => setAsking(false)}
        />
      )}
    </Stack>
  );
}
