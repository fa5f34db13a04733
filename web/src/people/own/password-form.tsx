import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Me,
  ownAccountRoutes,
  password as rule,
  shortestPassword,
} from '../../../../services/contracts/access/account.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/use-act.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

const empty = { present: '', next: '', again: '' };

interface Props {
  onDone: (me: Me) => void;
  /** What follows shows that it is done. */
  quiet?: boolean;
}

/** A new password of one's own, for the present one. */
export function PasswordForm({ onDone, quiet }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(empty);
  const change = useAct({
    run: () => call(ownAccountRoutes.changePassword, { body: { present: typed.present, password: typed.next } }),
    ...(!quiet && { said: () => t('account.password.changed') }),
    after: onDone,
  });
  const isShort = !rule.safeParse(typed.next).success;
  const differs = typed.again !== '' && typed.again !== typed.next;
  const ready = typed.present !== '' && !isShort && typed.again === typed.next;
  const field = (name: keyof typeof empty, error: string | false, description?: string) => (
    <PasswordInput
      name={name}
      label={t(`account.password.${name}`)}
      {...(description && { description })}
      autoComplete={name === 'present' ? 'current-password' : 'new-password'}
      {...(name === 'present' && { autoFocus: true, 'data-autofocus': true })}
      error={error}
      value={typed[name]}
      onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, [name]: value }))}
    />
  );
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !change.isPending) change.mutate();
      }}
      data-testid="password-form"
    >
      <Stack>
        {field('present', false)}
        {field(
          'next',
          typed.next !== '' && isShort && t('account.password.short', { count: shortestPassword }),
          t('account.password.rule', { count: shortestPassword }),
        )}
        {field('again', differs && t('account.password.differs'))}
        <ProblemNotice error={change.error} />
        <Text size="xs" c="dimmed">
          {t('account.password.ends')}
        </Text>
        <Button type="submit" disabled={!ready} loading={change.isPending} data-testid="submit">
          {t('account.password.submit')}
        </Button>
      </Stack>
    </form>
  );
}
