import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { IconLink, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CaseLink, caseRoutes } from '../../../services/contracts/case.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { codeOf } from '../api/api-problem.ts';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { CaseChip } from '../ui/case-chip.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { CaseKeyInput, OfferNewCase } from './form/case-key-input.tsx';
import { kindOfKey, readCaseKey } from './form/session-draft.ts';

interface Props {
  sessionId: string;
  cases: readonly CaseLink[];
  mayChange: boolean;
}

/** The cases of a session; whoever may change it links and unlinks them here. */
export function LinkedCases({ sessionId, cases, mayChange }: Props) {
  const { t } = useTranslation();
  const unlink = useAct({
    run: ({ id }: CaseLink) => call(sessionRoutes.unlinkCase, { params: { sessionId, caseId: id } }),
    said: (_, { key }) => t('sessions.one.unlinked', { key }),
  });
  return (
    <Stack gap="sm">
      {cases.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('sessions.one.noCases')}
        </Text>
      )}
      <Group gap="xs">
        {cases.map((link) => (
          <Group key={link.id} gap={2} wrap="nowrap">
            <CaseChip link={link} />
            {mayChange && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t('sessions.one.unlink', { key: link.key })}
                onClick={() => unlink.mutate(link)}
              >
                <IconX size={14} />
              </ActionIcon>
            )}
          </Group>
        ))}
      </Group>
      <ProblemNotice error={unlink.error} />
      {mayChange && <LinkCase sessionId={sessionId} />}
    </Stack>
  );
}

function LinkCase({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const key = readCaseKey(typed);
  const link = useAct({
    run: async ({ caseKey, create }: { caseKey: string; create: boolean }) => {
      if (create) await call(caseRoutes.create, { body: { kind: kindOfKey(caseKey), key: caseKey } });
      return await call(sessionRoutes.linkCase, { params: { sessionId }, body: { caseKey } });
    },
    said: (_, { caseKey }) => t('sessions.one.linked', { key: caseKey }),
    after: () => setTyped(''),
  });
  const unknown = link.error !== null && codeOf(link.error) === 'not_found' && link.variables?.create === false;
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (key) link.mutate({ caseKey: key, create: false });
  };
  return (
    <form onSubmit={submit} data-testid="link-case">
      <Stack gap="xs">
        <Group gap="xs" align="flex-start" wrap="nowrap">
          <CaseKeyInput
            value={typed}
            onChange={(value) => {
              setTyped(value);
              link.reset();
            }}
          />
          <Button
            type="submit"
            variant="light"
            disabled={!key}
            loading={link.isPending}
            leftSection={<IconLink size={16} aria-hidden />}
            style={{ flex: 'none' }}
          >
            {t('sessions.one.link')}
          </Button>
        </Group>
        {unknown && key ? (
          <OfferNewCase
            caseKey={key}
            busy={link.isPending}
            onCreate={() => link.mutate({ caseKey: key, create: true })}
          />
        ) : (
          <ProblemNotice error={link.error} />
        )}
      </Stack>
    </form>
  );
}
