import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Account, accountRoutes } from '../../../services/contracts/access/account.ts';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { useMe } from '../app/current-person.ts';
import { FormDialog } from '../ui/form-dialog.tsx';

type Asked = 'free' | 'endLogins' | 'resetFactor' | 'unbindOidc';

/** What an administrator does for somebody who lost a phone, left a browser open, must wait, or is another at the login service. */
export function AccountActs({ account }: { account: Account }) {
  const { t } = useTranslation();
  const me = useMe();
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('people.more', { name: account.name })}
            data-testid="account-acts"
          >
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsked('free')}>{t('people.free')}</Menu.Item>
          <Menu.Item disabled={account.openLogins === 0} onClick={() => setAsked('endLogins')}>
            {t('people.endLogins')}
          </Menu.Item>
          <Menu.Item
            disabled={account.secondFactorAt === null || account.id === me.id}
            onClick={() => setAsked('resetFactor')}
            data-testid="reset-factor"
          >
            {t('people.resetFactor')}
          </Menu.Item>
          {account.oidcBoundAt !== null && (
            <Menu.Item disabled={account.id === me.id} onClick={() => setAsked('unbindOidc')} data-testid="unbind-oidc">
              {t('people.unbindOidc')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked && <Confirm account={account} asked={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

const ways: Record<Asked, (params: { accountId: string }) => Promise<unknown>> = {
  free: (params) => call(accountRoutes.free, { params }),
  endLogins: (params) => call(accountRoutes.endLogins, { params }),
  resetFactor: (params) => call(accountRoutes.resetSecondFactor, { params }),
  unbindOidc: (params) => call(accountRoutes.unbindOidc, { params }),
};

function Confirm({ account, asked, onClose }: { account: Account; asked: Asked; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct<void, unknown>({
    run: () => ways[asked]({ accountId: account.id }),
    said: () => t('people.saved'),
    after: onClose,
  });
  return (
    <FormDialog
      title={`${t(`people.${asked}`)}: ${account.name}`}
      hint={t(`people.${asked}Hint`)}
      submit={t(`people.${asked}`)}
      danger={asked !== 'free'}
      ready
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate()}
      onClose={onClose}
    >
      {null}
    </FormDialog>
  );
}
