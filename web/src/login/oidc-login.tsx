import { Button, Divider } from '@mantine/core';
import { IconBuildingBank } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { oidcPath } from '../../../services/contracts/access/account.ts';
import { type ProblemCode, problemCodes } from '../../../services/contracts/problem.ts';
import { waysInQuery } from '../api/queries.ts';

/** The way in through the office's OpenID Connect provider, where there is one. */
export function OidcLogin() {
  const { t } = useTranslation();
  const { data } = useQuery(waysInQuery);
  if (!data?.oidc) return null;
  const { name } = data.oidc;
  return (
    <>
      <Divider label={t('app.login.or')} />
      <Button
        component="a"
        href={oidcPath}
        variant="default"
        size="md"
        // A long name goes on in a second line.
        h="auto"
        py="xs"
        styles={{ label: { whiteSpace: 'normal', lineHeight: 1.4 } }}
        leftSection={<IconBuildingBank size={18} aria-hidden />}
        fullWidth
        data-testid="oidc-login"
      >
        {name ? t('app.login.oidc', { name }) : t('app.login.oidcOffice')}
      </Button>
    </>
  );
}

/** What the server says of a login through the provider: a code behind the `#` of the address; it is taken out there. */
export function useOidcOutcome(): ProblemCode | null {
  const [outcome] = useState(() => {
    const said = new URLSearchParams(window.location.hash.slice(1)).get('login');
    return problemCodes.find((code) => code === said) ?? null;
  });
  useEffect(() => {
    if (outcome) window.history.replaceState(window.history.state, '', window.location.pathname);
  }, [outcome]);
  return outcome;
}
