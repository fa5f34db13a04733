import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, useMatch } from 'react-router';
import 'dayjs/locale/ru.js';
import 'dayjs/locale/vi.js';
import { meQuery } from '../api/queries.ts';
import { createQueryClient } from '../api/query-client.ts';
import { LoginScreen } from '../login/login-screen.tsx';
import { PrivacyScreen } from '../login/privacy-screen.tsx';
import { SetUpScreen } from '../login/set-up-screen.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { CurrentPerson } from './current-person.ts';
import { Screens } from './screens.tsx';
import { Shell } from './shell.tsx';
import { theme, tokens } from './theme.ts';
import { useOnDark } from './use-replaying.ts';

const schemeMemory = localStorageColorSchemeManager({ key: 'minhchung.scheme' });

/** The whole browser side: providers, then the login page or the screens of the person's role. */
export function App() {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <BrowserRouter>
        <Appearance>
          <Door />
        </Appearance>
      </BrowserRouter>
    </QueryClientProvider>
  );
}

function Appearance({ children }: { children: React.ReactNode }) {
  const { i18n } = useTranslation();
  const onDark = useOnDark();
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={tokens}
      colorSchemeManager={schemeMemory}
      defaultColorScheme="light"
      {...(onDark && { forceColorScheme: 'dark' })}
    >
      <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
        <Notifications position="bottom-center" autoClose={4000} limit={3} />
        {children}
      </DatesProvider>
    </MantineProvider>
  );
}

function Door() {
  const me = useQuery(meQuery);
  const onPrivacy = useMatch('/privacy') !== null;
  if (me.isPending) return null;
  if (onPrivacy && (!me.data || me.data.setup)) return <PrivacyScreen />;
  if (me.error) return <ProblemNotice error={me.error} onRetry={() => void me.refetch()} />;
  if (!me.data) return <LoginScreen />;
  if (me.data.setup) return <SetUpScreen setup={me.data.setup} />;
  return (
    <CurrentPerson value={me.data}>
      <Shell>
        <Screens />
      </Shell>
    </CurrentPerson>
  );
}
