import { Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountRoutes } from '../../../services/contracts/access/account.ts';
import { ApiProblem, codeOf } from '../api/api-problem.ts';
import { call } from '../api/call.ts';
import { meQuery } from '../api/queries.ts';
import { useAct } from '../api/use-act.ts';
import { CodeInput } from '../people/own/code-input.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Entrance } from './entrance.tsx';
import { OidcLogin, useOidcOutcome } from './oidc-login.tsx';

/** Shown in place of every screen while nobody is logged in; the address stays, so one lands where one wanted to go. */
export function LoginScreen() {
  return (
    <Entrance>
      <LoginForm />
    </Entrance>
  );
}

/** What is asked for: the password; then, where the account has one, the code; after the provider the code alone. */
type Step = 'password' | 'code' | 'oidcCode';

function LoginForm() {
  const client = useQueryClient();
  const outcome = useOidcOutcome();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [step, setStep] = useState<Step>(outcome === 'code_needed' ? 'oidcCode' : 'password');
  const enter = useAct({
    run: async (step: Step) => {
      try {
        return await logIn(step, { login, password, code });
      } catch (error) {
        // Too late for the code: all begins anew.
        if (codeOf(error) === 'oidc_stale') setStep('password');
        throw error;
      }
    },
    after: (me) => {
      if (me) client.setQueryData(meQuery.queryKey, me);
      else setStep('code');
    },
  });
  const ready = step === 'oidcCode' ? code : login && password && (step === 'password' || code);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (ready && !enter.isPending) enter.mutate(step);
  };
  const goBack = () => {
    enter.reset();
    setCode('');
    setStep('password');
  };
  const before = outcome && outcome !== 'code_needed' && enter.isIdle ? new ApiProblem(outcome, '') : null;
  const rest = { error: enter.error ?? before, busy: enter.isPending };
  return (
    <form onSubmit={submit} data-testid="login-form">
      {step === 'password' ? (
        <PasswordStep {...{ login, password }} onLogin={setLogin} onPassword={setPassword} {...rest} />
      ) : (
        <CodeStep code={code} onCode={setCode} onBack={goBack} {...rest} />
      )}
    </form>
  );
}

/** Null: the password is right, now the code is asked for. */
async function logIn(step: Step, { login, password, code }: Record<'login' | 'password' | 'code', string>) {
  if (step === 'oidcCode') return call(accountRoutes.oidcCode, { body: { code } });
  try {
    return await call(accountRoutes.login, { body: { login, password, ...(step === 'code' && { code }) } });
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
      <OidcLogin />
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
