import { Code, CopyButton, Group, Skeleton, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconCheck, IconClockHour4, IconCopy, IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { auditRoutes } from '../../../../services/contracts/custody/audit-log.ts';
import { sealQuery } from '../../api/queries.ts';
import { formatDateTime } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

type SealState = z.infer<typeof auditRoutes.seal.response>;

/** How far the log is chained, signed and time-stamped, and with which keys: what somebody outside compares. */
export function SealCard() {
  const { t } = useTranslation();
  const seal = useQuery(sealQuery);
  return (
    <Card title={t('audit.seal.title')}>
      <ProblemNotice error={seal.error} onRetry={() => void seal.refetch()} />
      {seal.isPending && <Skeleton height={96} />}
      {seal.data && (
        <Stack gap="sm">
          <Group gap="xs" wrap="nowrap" align="flex-start">
            <IconShieldCheck size={20} aria-hidden color="var(--mantine-color-teal-6)" style={{ flex: 'none' }} />
            <Text size="sm">{t('audit.seal.hint')}</Text>
          </Group>
          <Facts
            rows={[
              [t('audit.seal.chained'), seal.data.chained.toLocaleString('vi-VN')],
              [t('audit.seal.pending'), seal.data.pending.toLocaleString('vi-VN')],
              [
                t('audit.seal.head'),
                seal.data.head
                  ? t('audit.seal.headAt', {
                      number: seal.data.head.number,
                      time: formatDateTime(seal.data.head.madeAt),
                      position: seal.data.head.toPosition,
                    })
                  : t('audit.seal.noHead'),
              ],
              [t('audit.seal.stamp'), <TimeStamps key="stamps" stamps={seal.data.timeStamps} />],
              [
                t('audit.seal.keys'),
                <Stack key="keys" gap={4}>
                  {seal.data.keys.map((key) => (
                    <Key key={key.keyId} fingerprint={key.fingerprint} from={key.signsFrom} />
                  ))}
                </Stack>,
              ],
            ]}
          />
        </Stack>
      )}
    </Card>
  );
}

/** What an authority outside says of the time of the signatures, and whether some still wait for it. */
function TimeStamps({ stamps: { isConfigured, last, waiting } }: { stamps: SealState['timeStamps'] }) {
  const { t } = useTranslation();
  return (
    <Stack gap={2} data-testid="time-stamps">
      <Text size="sm">
        {last
          ? t('audit.seal.stampAt', { ...last, time: formatDateTime(last.at) })
          : t(isConfigured ? 'audit.seal.noStamp' : 'audit.seal.noAuthority')}
      </Text>
      {last && !isConfigured && (
        <Text size="xs" c="dimmed">
          {t('audit.seal.noAuthority')}
        </Text>
      )}
      {isConfigured && waiting > 0 && (
        <Group gap={6} wrap="nowrap" align="flex-start">
          <IconClockHour4 size={16} aria-hidden color="var(--mantine-color-yellow-7)" style={{ flex: 'none' }} />
          <Text size="xs">{t('audit.seal.waiting', { count: waiting })}</Text>
        </Group>
      )}
    </Stack>
  );
}

function Key({ fingerprint, from }: { fingerprint: string; from: string }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <div>
        <Code style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>{fingerprint}</Code>
        <Text size="xs" c="dimmed">
          {t('audit.seal.from', { time: formatDateTime(from) })}
        </Text>
      </div>
      <CopyButton value={fingerprint}>
        {({ copied, copy }) => (
          <UnstyledButton onClick={copy} aria-label={t('audit.seal.copy')} title={t('audit.seal.copy')}>
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </UnstyledButton>
        )}
      </CopyButton>
    </Group>
  );
}
