import { Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountRoutes, type Me } from '../../../services/contracts/account.ts';
import { codeOf } from '../api/api-problem.ts';
import { call } from '../api/call.ts';
import { meQuery } from '../api/queries.ts';
import { useAct } from '../api/use-act.ts';
import { CodeInput } from '../people/own/code-input.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Entrance } from './entrance.tsx';

interface Typed {
  login: string;
  password: string;
  code?: string;
}

/** Shown in place of every screen while nobody is logged in; the address stays, so one lands where one wanted to go. */
export function LoginScreen() {
  return (
    <Entrance>
      <LoginForm />
    </Entrance>
  );
}

/** Password first; then, where the account has one, the code of the second factor. */
function LoginForm() {
  const client = useQueryClient();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const enter = useAct({
    run: (typed: Typed) => logIn(typed),
    after: (me) => {
      if (me) client.setQueryData(meQuery.queryKey, me);
      else setAsksCode(true);
    },
  });
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const ready = login && password && (!asksCode || code);
    if (ready && !enter.isPending) enter.mutate({ login, password, ...(asksCode && { code }) });
  };
  const goBack = () => {
    enter.reset();
    setCode('');
    setAsksCode(false);
  };
  const rest = { error: enter.error, busy: enter.isPending };
  return (
    <form onSubmit={submit} data-testid="login-form">
      {asksCode ? (
        <CodeStep code={code} onCode={setCode} onBack={goBack} {...rest} />
      ) : (
        <PasswordStep {...{ login, password }} onLogin={setLogin} onPassword={setPassword} {...rest} />
      )}
    </form>
  );
}

/** Null: the password is right, now the code is asked for. */
async function logIn(body: Typed): Promise<Me | null> {
  try {
    return await call(accountRoutes.login, { body });
  } catch (error) {
    if (codeOf(error) === 'code_needed') return null;
    throw error;
  }
}

interface StepProps {
  error: Error | null;
  busy: boolean;
}

interface PasswordStepProps extends StepProps {
  login: string;
  password: string;
  onLogin: (login: string) => void;
  onPassword: (password: string) => void;
}

function PasswordStep({ login, password, onLogin, onPassword, error, busy }: PasswordStepProps) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Title order={2} size="h4">
        {t('app.login.title')}
      </Title>
      <ProblemNotice error={error} />
      <TextInput
        name="login"
        label={t('app.login.login')}
        autoComplete="username"
        autoCapitalize="none"
        autoFocus
        value={login}
        onChange={(event) => onLogin(event.currentTarget.value)}
      />
      <PasswordInput
        name="password"
        label={t('app.login.password')}
        autoComplete="current-password"
        value={password}
        onChange={(event) => onPassword(event.currentTarget.value)}
      />
      <Button type="submit" size="md" loading={busy} fullWidth>
        {t('app.login.submit')}
      </Button>
      <Text size="xs" c="dimmed">
        {t('app.login.help')}
      </Text>
    </Stack>
  );
}

interface CodeStepProps extends StepProps {
  code: string;
  onCode: (code: string) => void;
  onBack: () => void;
}

function CodeStep({ code, onCode, onBack, error, busy }: CodeStepProps) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Title order={2} size="h4">
        {t('account.code.title')}
      </Title>
      <ProblemNotice error={error} />
      <CodeInput value={code} onChange={onCode} />
      <Button type="submit" size="md" loading={busy} fullWidth>
        {t('app.login.submit')}
      </Button>
      <Button variant="subtle" color="gray" onClick={onBack} fullWidth>
        {t('account.code.back')}
      </Button>
    </Stack>
  );
}
