import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ownAccountRoutes } from '../../../../services/contracts/access/account.ts';
import { call } from '../../api/call.ts';
import { ownFactorQuery } from '../../api/queries.ts';
import { formatDate } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { CodeInput } from './code-input.tsx';
import { EnrolFactor } from './enrol-factor.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** The own second factor: enrol, take another phone, new recovery codes. */
export function FactorCard() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, isPending } = useQuery(ownFactorQuery);
  const [open, setOpen] = useState<'enrol' | 'codes' | null>(null);
  const done = () => {
    setOpen(null);
    void client.invalidateQueries();
  };
  const has = data !== undefined && data.enrolledAt !== null;
  return (
    <Card title={t('account.factor.title')}>
      <ProblemNotice error={error} />
      {isPending && <Skeleton height={60} />}
      {data && (
        <Stack gap="sm">
          <Group gap="sm">
            <Badge color={has ? 'teal' : 'gray'} data-testid="factor-state" data-enrolled={has}>
              {has ? t('account.factor.on', { date: formatDate(data.enrolledAt ?? '') }) : t('account.factor.off')}
            </Badge>
            {has && <Text size="sm">{t('account.recovery.left', { count: data.recoveryCodes })}</Text>}
          </Group>
          <Group gap="sm">
            <Button variant="default" onClick={() => setOpen('enrol')} data-testid="enrol">
              {has ? t('account.factor.replace') : t('account.factor.enrol')}
            </Button>
            {has && (
              <Button variant="default" onClick={() => setOpen('codes')}>
                {t('account.recovery.renew')}
              </Button>
            )}
          </Group>
        </Stack>
      )}
      {open === 'enrol' && (
        <Dialog title={t('account.factor.title')} onClose={done}>
          <EnrolFactor asks={{ password: true, code: has }} onDone={done} />
        </Dialog>
      )}
      {open === 'codes' && <RenewCodes onClose={done} />}
    </Card>
  );
}

function RenewCodes({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const renew = useMutation({ mutationFn: () => call(ownAccountRoutes.renewRecoveryCodes, { body: { code } }) });
  return (
    <Dialog title={t('account.recovery.renew')} onClose={onClose}>
      {renew.data ? (
        <RecoveryCodes codes={renew.data.codes} onKept={onClose} />
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (code !== '' && !renew.isPending) renew.mutate();
          }}
        >
          <Stack>
            <CodeInput value={code} onChange={setCode} />
            <ProblemNotice error={renew.error} />
            <Button type="submit" disabled={code === ''} loading={renew.isPending} data-testid="submit">
              {t('account.recovery.renew')}
            </Button>
          </Stack>
        </form>
      )}
    </Dialog>
  );
}
