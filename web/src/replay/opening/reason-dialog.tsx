import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseLink } from '../../../../services/contracts/case.ts';
import { reasonsQuery } from '../../api/queries.ts';
import { useReasonWords } from '../../api/use-reasons.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import type { Reason } from './use-view.ts';

interface Props {
  cases: readonly CaseLink[];
  /** The view before ran out. */
  again: boolean;
  /** It is to see what somebody else watched. */
  rewatches?: boolean;
  /** It is to watch rooms live. */
  live?: boolean;
  busy: boolean;
  error: Error | null;
  onSubmit: (reason: Reason) => void;
  onLeave: () => void;
}

const none = 'none';

/** Asks why somebody wants to look. With a case at hand all is filled in and Enter opens. */
export function ReasonDialog({ cases, again, rewatches = false, live = false, busy, error, onSubmit, onLeave }: Props) {
  const { t } = useTranslation();
  const first = live ? 'monitoring' : cases.length > 0 && !rewatches ? null : 'audit';
  const { codes, code, setCode, needs, viewMinutes, isPending } = useChoice(first);
  const [caseId, setCaseId] = useState<string>(cases[0]?.id ?? none);
  const [note, setNote] = useState(live ? t('wall.reason.note') : '');
  const needsCase = needs === 'case' && caseId === none;
  const needsNote = needs === 'note' || (needs === 'either' && caseId === none);
  const ready = !needsCase && (!needsNote || note.trim().length > 0);
  const send = () => {
    if (ready && !busy) onSubmit({ reasonCode: code, note, ...(caseId !== none && { caseId }) });
  };
  // Whoever is faster than the office's reasons need not press again.
  const isEarly = useRef(false);
  useEffect(() => {
    if (isPending || !isEarly.current) return;
    isEarly.current = false;
    send();
  });
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (isPending) isEarly.current = true;
    else send();
  };
  return (
    <Dialog onClose={onLeave} title={t('replay.reason.title')} closeOnClickOutside={false}>
      <form onSubmit={submit} data-testid="reason-dialog">
        <Stack>
          <Text size="sm" c="dimmed">
            {again ? t('replay.reason.again') : t(hintOf({ live, rewatches }))}
          </Text>
          <WhyFields codes={codes} cases={cases} code={code} onCode={setCode} caseId={caseId} onCase={setCaseId} />
          {needsCase && (
            <Text size="sm" role="status">
              {t('replay.reason.caseNeeded')}
            </Text>
          )}
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
            {viewMinutes && ` ${t('replay.reason.lasts', { count: viewMinutes })}`}
          </Text>
          <ProblemNotice error={error} />
          <Buttons ready={isPending || ready} busy={busy} onLeave={onLeave} />
        </Stack>
      </form>
    </Dialog>
  );
}

function Buttons({ ready, busy, onLeave }: { ready: boolean; busy: boolean; onLeave: () => void }) {
  const { t } = useTranslation();
  return (
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
  );
}

const hintOf = ({ live, rewatches }: { live: boolean; rewatches: boolean }) =>
  live ? 'wall.reason.hint' : rewatches ? 'replay.reason.rewatch' : 'replay.reason.hint';

/** The reasons that are offered, and the one that is chosen: until somebody chooses, `first`, or where that is null the office's first. */
function useChoice(first: 'monitoring' | 'audit' | null) {
  const { data, isPending } = useQuery(reasonsQuery);
  const [chosen, setCode] = useState<string | null>(null);
  const offered = data?.items.filter(({ retiredAt }) => retiredAt === null) ?? [];
  const code = chosen ?? first ?? offered[0]?.code ?? 'audit';
  const needs = offered.find((one) => one.code === code)?.needs ?? 'either';
  const fixed = first === 'monitoring' ? ['monitoring', 'audit'] : ['audit'];
  const codes = [...offered.map((one) => one.code), ...fixed];
  return { codes, code, setCode, needs, viewMinutes: data?.viewMinutes, isPending };
}

interface WhyProps {
  codes: readonly string[];
  cases: readonly CaseLink[];
  code: string;
  onCode: (code: string) => void;
  caseId: string;
  onCase: (caseId: string) => void;
}

function WhyFields({ codes, cases, code, onCode, caseId, onCase }: WhyProps) {
  const { t } = useTranslation();
  const reasonWords = useReasonWords();
  return (
    <>
      <Select
        label={t('replay.reason.code')}
        data={codes.map((value) => ({ value, label: reasonWords(value) }))}
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
