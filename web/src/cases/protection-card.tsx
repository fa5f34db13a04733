import { Button, Group, Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccessClass } from '../../../services/contracts/case.ts';
import { protectionRoutes } from '../../../services/contracts/custody/protection.ts';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { Card } from '../ui/card.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { SelectOne } from '../ui/select-one.tsx';
import { isWhy, WhyText } from '../ui/why-text.tsx';

type On = { caseId: string } | { sessionId: string };

interface Props {
  on: On;
  accessClass: AccessClass;
}

/** How much a case or session is protected; one person raises it, two lower it. */
export function ProtectionCard({ on, accessClass }: Props) {
  const { t } = useTranslation();
  const found = useQuery(protectionQuery(on));
  const [changing, setChanging] = useState<'raise' | 'lower' | null>(null);
  const { raiseTo = [], lowerTo = [], asked = null, isKeptUp = false } = found.data ?? {};
  return (
    <Card title={t('protection.title')}>
      <ProblemNotice error={found.error} />
      <Text size="sm" fw={500} data-testid="access-class" data-class={accessClass}>
        {t(`terms.accessClass.${accessClass}`)}
      </Text>
      <Text size="sm" c="dimmed">
        {t(`protection.who.${accessClass}`)}
      </Text>
      {isKeptUp && <Text size="sm">{t('protection.keptUp')}</Text>}
      {asked && (
        <Text size="sm" data-testid="lower-asked">
          {t('protection.waits', { to: t(`terms.accessClass.${asked}`) })}
        </Text>
      )}
      <Group gap="xs">
        {raiseTo.length > 0 && (
          <Button size="xs" variant="light" onClick={() => setChanging('raise')} data-testid="raise-class">
            {t('protection.raise')}
          </Button>
        )}
        {lowerTo.length > 0 && (
          <Button size="xs" variant="default" onClick={() => setChanging('lower')} data-testid="lower-class">
            {t('protection.lower')}
          </Button>
        )}
      </Group>
      {changing && (
        <ChangeClass
          on={on}
          what={changing}
          options={changing === 'raise' ? raiseTo : lowerTo}
          onClose={() => setChanging(null)}
        />
      )}
    </Card>
  );
}

const protectionQuery = (on: On) =>
  'caseId' in on
    ? queryOptions({
        queryKey: ['cases', 'protection', on.caseId],
        queryFn: ({ signal }) => call(protectionRoutes.ofCase, { params: on, signal }),
      })
    : queryOptions({
        queryKey: ['sessions', 'protection', on.sessionId],
        queryFn: ({ signal }) => call(protectionRoutes.ofSession, { params: on, signal }),
      });

interface ChangeProps {
  on: On;
  what: 'raise' | 'lower';
  options: readonly AccessClass[];
  onClose: () => void;
}

function ChangeClass({ on, what, options, onClose }: ChangeProps) {
  const { t } = useTranslation();
  const [to, setTo] = useState(options[0] ?? 'normal');
  const [reason, setReason] = useState('');
  const change = useAct({
    run: () => send(on, what, to, reason),
    said: () => t(`protection.said.${what}`),
    after: onClose,
  });
  return (
    <FormDialog
      title={t(`protection.${what}`)}
      hint={t(`protection.hint.${what}`)}
      submit={t(`protection.send.${what}`)}
      ready={isWhy(reason)}
      busy={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate()}
      onClose={onClose}
    >
      <SelectOne
        label={t('protection.to')}
        description={t(`protection.who.${to}`)}
        options={options}
        labelOf={(one) => t(`terms.accessClass.${one}`)}
        value={to}
        onChange={setTo}
      />
      <WhyText description={t('protection.reasonHint')} value={reason} onChange={setReason} autoFocus />
    </FormDialog>
  );
}

async function send(on: On, what: 'raise' | 'lower', to: AccessClass, reason: string): Promise<void> {
  if (what === 'raise' && to !== 'normal') {
    const body = { to, reason };
    await ('caseId' in on
      ? call(protectionRoutes.raiseCase, { params: on, body })
      : call(protectionRoutes.raiseSession, { params: on, body }));
  } else if (what === 'lower' && to !== 'denouncer') {
    const body = { to, reason };
    await ('caseId' in on
      ? call(protectionRoutes.lowerCase, { params: on, body })
      : call(protectionRoutes.lowerSession, { params: on, body }));
  }
}
