import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ownAccountRoutes } from '../../../../services/contracts/access/account.ts';
import { call } from '../../api/call.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { CodeInput } from './code-input.tsx';
import { QrCode } from './qr-code.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

interface Props {
  /** What must be given once more before a secret is shown. */
  asks: { password: boolean; code: boolean };
  onDone: () => void;
}

/** Takes a phone as second factor: a secret to scan, its first code, recovery codes to keep. */
export function EnrolFactor({ asks, onDone }: Props) {
  // Not useAct: what is on the screen must stay until the recovery codes were seen.
  const offer = useMutation({
    mutationFn: (body: { password?: string; code?: string }) => call(ownAccountRoutes.offerSecondFactor, { body }),
  });
  const confirm = useMutation({
    mutationFn: (code: string) => call(ownAccountRoutes.confirmSecondFactor, { body: { code } }),
  });
  if (confirm.data) return <RecoveryCodes codes={confirm.data.codes} onKept={onDone} />;
  if (!offer.data) return <Begin asks={asks} busy={offer.isPending} error={offer.error} onBegin={offer.mutate} />;
  return <Scan {...offer.data} busy={confirm.isPending} error={confirm.error} onCode={confirm.mutate} />;
}

interface BeginProps {
  asks: Props['asks'];
  busy: boolean;
  error: Error | null;
  onBegin: (body: { password?: string; code?: string }) => void;
}

function Begin({ asks, busy, error, onBegin }: BeginProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const ready = (!asks.password || password !== '') && (!asks.code || code !== '');
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy) onBegin({ ...(asks.password && { password }), ...(asks.code && { code }) });
      }}
    >
      <Stack>
        <Text size="sm">{t('account.factor.what')}</Text>
        {asks.code && <CodeInput value={code} onChange={setCode} />}
        {asks.password && (
          <PasswordInput
            name="password"
            label={t('account.password.present')}
            autoComplete="current-password"
            {...(!asks.code && { 'data-autofocus': true })}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        <ProblemNotice error={error} />
        <Button type="submit" disabled={!ready} loading={busy} autoFocus={!asks.password} data-testid="offer-factor">
          {t('account.factor.begin')}
        </Button>
      </Stack>
    </form>
  );
}

interface ScanProps {
  secret: string;
  uri: string;
  busy: boolean;
  error: Error | null;
  onCode: (code: string) => void;
}

function Scan({ secret, uri, busy, error, onCode }: ScanProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const ready = /^\d{6}$/.test(code.replace(/\s/g, ''));
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy) onCode(code);
      }}
    >
      <Stack>
        <Text size="sm">{t('account.factor.scan')}</Text>
        <Group justify="center">
          <QrCode text={uri} label={t('account.factor.qr')} />
        </Group>
        <div>
          <Text size="xs" c="dimmed">
            {t('account.factor.typeIt')}
          </Text>
          <Text ff="monospace" size="sm" style={{ overflowWrap: 'anywhere' }} data-testid="secret">
            {secret.replace(/(.{4})(?=.)/g, '$1 ')}
          </Text>
        </div>
        <CodeInput value={code} onChange={setCode} phoneOnly />
        <ProblemNotice error={error} />
        <Button type="submit" disabled={!ready} loading={busy} data-testid="confirm-factor">
          {t('account.factor.confirm')}
        </Button>
      </Stack>
    </form>
  );
}
