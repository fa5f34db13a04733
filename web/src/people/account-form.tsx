import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Account,
  accountRoutes,
  loginName,
  password as passwordRule,
  role,
} from '../../../services/contracts/access/account.ts';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { useMe } from '../app/current-person.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SelectOne } from '../ui/select-one.tsx';

interface Draft {
  name: string;
  login: string;
  role: Account['role'];
  password: string;
}

/** Makes an account, or changes name, role and password of one. */
export function AccountForm({ account, onClose }: { account?: Account; onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>(() => ({
    name: account?.name ?? '',
    login: '',
    role: account?.role ?? 'officer',
    password: '',
  }));
  const save = useAct({
    run: () => (account ? change(account, draft) : call(accountRoutes.createAccount, { body: draft })),
    said: () => t('people.saved'),
    after: onClose,
  });
  const goodPassword = isGoodPassword(draft, account);
  const goodLogin = account !== undefined || loginName.safeParse(draft.login).success;
  return (
    <FormDialog
      title={account ? t('people.edit', { name: account.name }) : t('people.add')}
      submit={t('app.act.save')}
      ready={draft.name.trim() !== '' && goodLogin && goodPassword}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <Fields draft={draft} onChange={setDraft} {...(account && { account })} />
    </FormDialog>
  );
}

interface FieldsProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
  account?: Account;
}

function Fields({ draft, onChange, account }: FieldsProps) {
  const { t } = useTranslation();
  const me = useMe();
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part });
  const badLogin = draft.login.length > 1 && !loginName.safeParse(draft.login).success;
  const badPassword = draft.password !== '' && !isGoodPassword(draft, account);
  return (
    <>
      <TextInput
        name="name"
        label={t('people.name')}
        required
        data-autofocus
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {!account && (
        <TextInput
          name="login"
          label={t('people.login')}
          required
          error={badLogin && t('people.loginBad')}
          value={draft.login}
          onChange={(event) => set({ login: event.currentTarget.value })}
        />
      )}
      {account?.id !== me.id && (
        <SelectOne
          label={t('people.role')}
          options={role.options}
          labelOf={(one) => t(`terms.role.${one}`)}
          value={draft.role}
          onChange={(chosen) => set({ role: chosen })}
        />
      )}
      {account?.id !== me.id && (
        <PasswordInput
          name="password"
          label={account ? t('people.newPassword') : t('people.password')}
          description={account ? `${t('people.passwordKept')}. ${t('people.passwordBad')}` : t('people.passwordBad')}
          autoComplete="new-password"
          required={!account}
          error={badPassword && t('people.passwordBad')}
          value={draft.password}
          onChange={(event) => set({ password: event.currentTarget.value })}
        />
      )}
    </>
  );
}

/** An account that exists may keep its password. */
function isGoodPassword({ password }: Draft, account: Account | undefined): boolean {
  return passwordRule.safeParse(password).success || (account !== undefined && password === '');
}

function change(account: Account, draft: Draft) {
  return call(accountRoutes.changeAccount, {
    params: { accountId: account.id },
    body: {
      name: draft.name,
      ...(draft.role !== account.role && { role: draft.role }),
      ...(draft.password && { password: draft.password }),
    },
  });
}
