import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Account,
  accountRoutes,
  loginName,
  password as passwordRule,
  role,
} from '../../../services/contracts/account.ts';
import { call } from '../api/call.ts';
import { useMe } from '../app/current-person.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SelectOne } from '../ui/select-one.tsx';
import { useAct } from '../ui/use-act.ts';

/** Makes an account, or changes name, role and password of one. */
export function AccountForm({ account, onClose }: { account?: Account; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const [name, setName] = useState(account?.name ?? '');
  const [login, setLogin] = useState('');
  const [chosenRole, setRole] = useState<Account['role']>(account?.role ?? 'officer');
  const [password, setPassword] = useState('');
  const save = useAct({
    run: () =>
      account
        ? call(accountRoutes.changeAccount, {
            params: { accountId: account.id },
            body: {
              name,
              ...(chosenRole !== account.role && { role: chosenRole }),
              ...(password && { password }),
            },
          })
        : call(accountRoutes.createAccount, { body: { login, name, role: chosenRole, password } }),
    said: () => t('people.saved'),
    after: onClose,
  });
  const goodPassword = passwordRule.safeParse(password).success || (account !== undefined && password === '');
  const goodLogin = account !== undefined || loginName.safeParse(login).success;
  return (
    <FormDialog
      title={account ? t('people.edit', { name: account.name }) : t('people.add')}
      submit={t('app.act.save')}
      ready={name.trim() !== '' && goodLogin && goodPassword}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextInput
        name="name"
        label={t('people.name')}
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {!account && (
        <TextInput
          name="login"
          label={t('people.login')}
          required
          error={login.length > 1 && !goodLogin && t('people.loginBad')}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
        />
      )}
      {account?.id !== me.id && (
        <SelectOne
          label={t('people.role')}
          options={role.options}
          labelOf={(one) => t(`terms.role.${one}`)}
          value={chosenRole}
          onChange={setRole}
        />
      )}
      <PasswordInput
        name="password"
        label={account ? t('people.newPassword') : t('people.password')}
        description={account ? t('people.passwordKept') : t('people.passwordBad')}
        autoComplete="new-password"
        required={!account}
        error={password !== '' && !goodPassword && t('people.passwordBad')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
