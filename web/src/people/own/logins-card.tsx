import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconDeviceDesktop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type OpenLogin, ownAccountRoutes } from '../../../../services/contracts/access/account.ts';
import { call } from '../../api/call.ts';
import { ownLoginsQuery } from '../../api/queries.ts';
import { useAct } from '../../api/use-act.ts';
import { formatDateTime } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { browserWords } from './browser-words.ts';

/** Where I am logged in; one of them or all others can be ended. */
export function LoginsCard() {
  const { t } = useTranslation();
  const logins = useQuery(ownLoginsQuery);
  const end = useAct({
    run: (loginId: string) => call(ownAccountRoutes.endLogin, { params: { loginId } }),
    said: () => t('account.logins.ended', { count: 1 }),
  });
  const endOthers = useAct({
    run: () => call(ownAccountRoutes.endOtherLogins),
    said: ({ ended }) => t('account.logins.ended', { count: ended }),
  });
  const others = logins.data?.filter(({ isThis }) => !isThis).length ?? 0;
  return (
    <Card
      title={t('account.logins.title')}
      actions={
        others > 0 && (
          <Button
            size="xs"
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate()}
            data-testid="end-others"
          >
            {t('account.logins.endOthers')}
          </Button>
        )
      }
    >
      <ProblemNotice error={logins.error ?? end.error ?? endOthers.error} />
      {logins.isPending && <Skeleton height={80} />}
      <Stack component="ul" gap="md" m={0} p={0}>
        {logins.data?.map((login) => (
          <LoginLine key={login.id} login={login} busy={end.isPending} onEnd={() => end.mutate(login.id)} />
        ))}
      </Stack>
    </Card>
  );
}

function LoginLine({ login, busy, onEnd }: { login: OpenLogin; busy: boolean; onEnd: () => void }) {
  const { t } = useTranslation();
  const browser = browserWords(login.userAgent) ?? t('account.logins.unknown');
  return (
    <Group component="li" justify="space-between" wrap="nowrap" data-testid="login" data-this={login.isThis}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <IconDeviceDesktop size={20} stroke={1.6} aria-hidden style={{ flexShrink: 0 }} />
        <div>
          <Group gap="xs">
            <Text size="sm" fw={500}>
              {browser}
            </Text>
            {login.isThis && <Badge color="teal">{t('account.logins.this')}</Badge>}
          </Group>
          <Text size="xs" c="dimmed">
            {t('account.logins.line', {
              address: login.address,
              since: formatDateTime(login.createdAt),
              used: formatDateTime(login.lastSeenAt),
            })}
          </Text>
        </div>
      </Group>
      {!login.isThis && (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          disabled={busy}
          onClick={onEnd}
          aria-label={t('account.logins.endOne', { browser })}
          style={{ flexShrink: 0 }}
        >
          {t('account.logins.end')}
        </Button>
      )}
    </Group>
  );
}
