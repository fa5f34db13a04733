import { Box, Button, Center, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountRoutes } from '../../../services/contracts/account.ts';
import { call } from '../api/call.ts';
import { meQuery } from '../api/queries.ts';
import { useAct } from '../api/use-act.ts';
import { LanguageMenu } from '../app/top-bar.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';

/** Shown in place of every screen while nobody is logged in; the address stays, so one lands where one wanted to go. */
export function LoginScreen() {
  const { t } = useTranslation();
  return (
    <Center mih="100dvh" p="md">
      <Stack w="100%" maw={400} gap="lg">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <img src="/icon.svg" alt="" width={44} height={44} />
            <Box>
              <Title order={1} size="h3" lh={1.2}>
                {t('app.name')}
              </Title>
              <Text size="sm" c="dimmed">
                {t('app.tagline')}
              </Text>
            </Box>
          </Group>
          <LanguageMenu />
        </Group>
        <Paper className="mc-card" p="xl">
          <LoginForm />
        </Paper>
        <Text size="xs" c="dimmed" ta="center">
          {t('app.login.recorded')}
        </Text>
      </Stack>
    </Center>
  );
}

function LoginForm() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const enter = useAct({
    run: () => call(accountRoutes.login, { body: { login, password } }),
    after: (me) => client.setQueryData(meQuery.queryKey, me),
  });
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (login && password && !enter.isPending) enter.mutate();
  };
  return (
    <form onSubmit={submit} data-testid="login-form">
      <Stack>
        <Title order={2} size="h4">
          {t('app.login.title')}
        </Title>
        <ProblemNotice error={enter.error} />
        <TextInput
          name="login"
          label={t('app.login.login')}
          autoComplete="username"
          autoCapitalize="none"
          autoFocus
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
        />
        <PasswordInput
          name="password"
          label={t('app.login.password')}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={enter.isPending} fullWidth>
          {t('app.login.submit')}
        </Button>
        <Text size="xs" c="dimmed">
          {t('app.login.help')}
        </Text>
      </Stack>
    </form>
  );
}
