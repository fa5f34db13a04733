import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountRoutes } from '../../../services/contracts/access/account.ts';
import { call } from '../api/call.ts';
import { meQuery } from '../api/queries.ts';
import { forgetPerson } from '../api/query-client.ts';

/** Logs the person out here; whoever came through the provider is told that its login goes on. */
export function useLogout(): () => Promise<void> {
  const client = useQueryClient();
  const { t } = useTranslation();
  return async () => {
    const viaOidc = client.getQueryData(meQuery.queryKey)?.viaOidc;
    await call(accountRoutes.logout).catch(() => undefined);
    forgetPerson(client);
    if (viaOidc)
      notifications.show({
        ...{ message: t('app.login.oidcGoesOn'), color: 'blue', autoClose: false },
        closeButtonProps: { 'aria-label': t('app.act.close') },
      });
  };
}
