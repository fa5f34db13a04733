import { Group, List, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconClockHour4 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { WatchFound, WormFault } from '../../../../services/contracts/custody/store.ts';
import { storeQuery } from '../../api/queries.ts';
import { formatBytes } from '../../text/bytes.ts';
import { formatDateTime } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

/** Whether the object store is write-once, and holds what it should and nothing else. */
export function StoreCard() {
  const { t, i18n } = useTranslation();
  const store = useQuery(storeQuery);
  return (
    <Card title={t('store.title')}>
      <ProblemNotice error={store.error} onRetry={() => void store.refetch()} />
      {store.isPending && <Skeleton height={96} />}
      {store.data && (
        <Stack gap="md">
          <Check
            name="worm"
            isFine={store.data.worm?.isFine ?? null}
            title={t('store.worm')}
            at={store.data.worm?.at ?? null}
            fine={t('store.wormFine')}
          >
            <WormFaults faults={store.data.worm?.faults ?? []} />
          </Check>
          <Check
            name="watch"
            isFine={store.data.watch?.isFine ?? null}
            title={t('store.watch')}
            at={store.data.watch?.at ?? null}
            fine={t('store.watchFine', {
              count: store.data.watch?.objects ?? 0,
              size: formatBytes(store.data.watch?.bytes ?? 0, i18n.language),
            })}
          >
            <WatchFaults faults={store.data.watch?.faults ?? []} />
          </Check>
        </Stack>
      )}
    </Card>
  );
}

interface CheckProps {
  name: string;
  /** null before the first time. */
  isFine: boolean | null;
  title: string;
  at: string | null;
  fine: string;
  children: React.ReactNode;
}

/** After this long without a check something is wrong with the checking. */
const oldMs = 24 * 3_600_000;

function Check({ name, isFine, title, at, fine, children }: CheckProps) {
  const { t } = useTranslation();
  const isOld = at !== null && Date.now() - Date.parse(at) > oldMs;
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start" data-testid={`store-${name}`} data-fine={String(isFine)}>
      <Mark isFine={isFine} isOld={isOld} />
      <div>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        {isFine === true && <Text size="sm">{fine}</Text>}
        {isFine === null && <Text size="sm">{t('store.notYet')}</Text>}
        {isFine === false && children}
        {at && (
          <Text size="xs" c="dimmed">
            {t('store.checkedAt', { time: formatDateTime(at) })}
          </Text>
        )}
        {isOld && (
          <Text size="xs" c="red">
            {t('store.old')}
          </Text>
        )}
      </div>
    </Group>
  );
}

function Mark({ isFine, isOld }: { isFine: boolean | null; isOld: boolean }) {
  const common = { size: 20, 'aria-hidden': true, style: { flex: 'none' } } as const;
  if (isFine === false) return <IconAlertTriangle {...common} color="var(--mantine-color-red-6)" />;
  if (isFine === null || isOld) return <IconClockHour4 {...common} color="var(--mantine-color-yellow-7)" />;
  return <IconCircleCheck {...common} color="var(--mantine-color-teal-6)" />;
}

function WormFaults({ faults }: { faults: readonly WormFault[] }) {
  const { t } = useTranslation();
  return (
    <List size="sm">
      {faults.map((fault) => (
        <List.Item key={fault}>{t(`store.wormFault.${fault}`)}</List.Item>
      ))}
    </List>
  );
}

function WatchFaults({ faults }: { faults: WatchFound['faults'] }) {
  const { t } = useTranslation();
  return (
    <>
      <List size="sm">
        {faults.map(({ kind, count, example }) => (
          <List.Item key={kind}>
            {t(`store.fault.${kind}`)} ({count})
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {example}
            </Text>
          </List.Item>
        ))}
      </List>
      <Text size="xs">{t('store.whatToDo')}</Text>
    </>
  );
}
