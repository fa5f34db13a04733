import { Button, Stack, Text, Title } from '@mantine/core';
import { IconPlayerRecordFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { caseRoutes } from '../../../services/contracts/case.ts';
import { type SessionForm, sessionRoutes } from '../../../services/contracts/session.ts';
import { codeOf } from '../api/api-problem.ts';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { CaseKeyInput, OfferNewCase } from '../sessions/form/case-key-input.tsx';
import { emptyForm, kindOfKey, readCaseKey } from '../sessions/form/session-draft.ts';
import { SessionFormFields } from '../sessions/form/session-form-fields.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';

/** The short form, all prefilled, and the one big button. */
export function StartSession({ roomId }: { roomId: string }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<SessionForm>(emptyForm);
  const [typed, setTyped] = useState('');
  const key = readCaseKey(typed);
  const start = useAct({
    run: async ({ create }: { create: boolean }) => {
      if (create && key) await call(caseRoutes.create, { body: { kind: kindOfKey(key), key } });
      return await call(sessionRoutes.start, { body: { ...form, roomId, caseKeys: key ? [key] : [] } });
    },
    said: () => t('today.started'),
  });
  const unknown = key && start.error && codeOf(start.error) === 'not_found' && !start.variables.create;
  const ready = typed.trim() === '' || key !== null;
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (ready && !start.isPending) start.mutate({ create: false });
  };
  return (
    <form onSubmit={submit} data-testid="start-form">
      <Stack>
        <div>
          <Title order={2} size="h4">
            {t('today.startTitle')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('today.startHint')}
          </Text>
        </div>
        <SessionFormFields value={form} onChange={setForm} />
        <CaseKeyInput
          value={typed}
          onChange={(value) => {
            setTyped(value);
            start.reset();
          }}
          label={t('session.caseKeys')}
          description={t('session.caseKeysHint')}
        />
        {unknown ? (
          <OfferNewCase caseKey={key} busy={start.isPending} onCreate={() => start.mutate({ create: true })} />
        ) : (
          <ProblemNotice error={start.error} />
        )}
        <Button
          type="submit"
          size="xl"
          fullWidth
          disabled={!ready}
          loading={start.isPending}
          leftSection={<IconPlayerRecordFilled size={22} aria-hidden />}
          data-testid="start-session"
        >
          {t('today.start')}
        </Button>
      </Stack>
    </form>
  );
}
