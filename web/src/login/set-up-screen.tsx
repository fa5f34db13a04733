import { Button, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Setup } from '../../../services/contracts/access/account.ts';
import { meQuery } from '../api/queries.ts';
import { useLogout } from '../app/use-logout.ts';
import { EnrolFactor } from '../people/own/enrol-factor.tsx';
import { PasswordForm } from '../people/own/password-form.tsx';
import { Entrance } from './entrance.tsx';

/** What a person must do before anything else: a password of their own, a second factor. */
export function SetUpScreen({ setup }: { setup: Setup }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const title = t(`account.setUp.${setup}.title`);
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  const leave = useLogout();
  return (
    <Entrance wide>
      <Stack data-testid="set-up" data-setup={setup}>
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {t(`account.setUp.${setup}.why`)}
        </Text>
        {setup === 'password' ? (
          <PasswordForm quiet onDone={(me) => client.setQueryData(meQuery.queryKey, me)} />
        ) : (
          <EnrolFactor
            asks={{ password: false, code: false }}
            onDone={() => void client.invalidateQueries({ queryKey: meQuery.queryKey })}
          />
        )}
        <Button variant="subtle" color="gray" onClick={() => void leave()} data-testid="logout">
          {t('app.top.logout')}
        </Button>
      </Stack>
    </Entrance>
  );
}
