import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseLink } from '../../../../services/contracts/case.ts';
import { type ViewReason, viewReason } from '../../../../services/contracts/view.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import type { Reason } from './use-view.ts';

interface Props {
  cases: readonly CaseLink[];
  /** The view before ran out. */
  again: boolean;
  /** It is to see what somebody else watched. */
  rewatches: boolean;
  busy: boolean;
  error: Error | null;
  onSubmit: (reason: Reason) => void;
  onLeave: () => void;
}

const codes = viewReason.options.filter((code) => code !== 'own');
const none = 'none';

/** Asks why somebody wants to look. With a case at hand all is filled in and Enter opens. */
export function ReasonDialog({ cases, again, rewatches, busy, error, onSubmit, onLeave }: Props) {
  const { t } = useTranslation();
  const [code, setCode] = useState<ViewReason>(cases.length > 0 && !rewatches ? 'complaint' : 'audit');
  const [caseId, setCaseId] = useState<string>(cases[0]?.id ?? none);
  const [note, setNote] = useState('');
  const needsNote = code === 'other' || caseId === none;
  const ready = !needsNote || note.trim().length > 0;
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (ready && !busy) onSubmit({ reasonCode: code, note, ...(caseId !== none && { caseId }) });
  };
  return (
    <Dialog onClose={onLeave} title={t('replay.reason.title')} closeOnClickOutside={false}>
      <form onSubmit={submit} data-testid="reason-dialog">
        <Stack>
          <Text size="sm" c="dimmed">
            {again ? t('replay.reason.again') : t(rewatches ? 'replay.reason.rewatch' : 'replay.reason.hint')}
          </Text>
          <WhyFields cases={cases} code={code} onCode={setCode} caseId={caseId} onCase={setCaseId} />
          <TextInput
            label={t('replay.reason.note')}
            description={needsNote ? t('replay.reason.noteNeeded') : undefined}
            required={needsNote}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            data-autofocus
            data-testid="reason-note"
          />
          <Text size="xs" c="dimmed" data-testid="filmed">
            {t('replay.reason.filmed')}
          </Text>
          <ProblemNotice error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onLeave}>
              {t('replay.reason.leave')}
            </Button>
            <Button
              type="submit"
              disabled={!ready}
              loading={busy}
              leftSection={<IconPlayerPlay size={18} aria-hidden />}
              data-testid="reason-submit"
            >
              {t('replay.reason.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

interface WhyProps {
  cases: readonly CaseLink[];
  code: ViewReason;
  onCode: (code: ViewReason) => void;
  caseId: string;
  onCase: (caseId: string) => void;
}

function WhyFields({ cases, code, onCode, caseId, onCase }: WhyProps) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        label={t('replay.reason.code')}
        data={codes.map((value) => ({ value, label: t(`terms.viewReason.${value}`) }))}
        value={code}
        onChange={(value) => value && onCode(value)}
        data-testid="reason-code"
      />
      {cases.length > 0 && (
        <Select
          label={t('replay.reason.case')}
          data={[
            ...cases.map(({ id, key }) => ({ value: id, label: key })),
            { value: none, label: t('replay.reason.noCase') },
          ]}
          value={caseId}
          onChange={(value) => value && onCase(value)}
          data-testid="reason-case"
        />
      )}
    </>
  );
}
