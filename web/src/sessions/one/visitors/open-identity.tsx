import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Identity,
  type OpeningReason,
  openingReason,
  type Visitor,
  visitorRoutes,
} from '../../../../../services/contracts/custody/visitor.ts';
import { call } from '../../../api/call.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { isWhy } from '../../../ui/why-text.tsx';
import { IdentityForm } from './identity-form.tsx';
import { usePrivateCall } from './use-private-call.ts';

interface Props {
  visitor: Visitor;
  onCorrected: () => void;
  /** Something was written down: lists are to be asked for again. */
  onOpened: () => void;
  onClose: () => void;
}

interface Opened {
  version: number;
  identity: Identity;
}

/** Why, then who for a minute, then perhaps a correction. What was shown goes with the dialog. */
export function OpenIdentity({ visitor, onCorrected, onOpened, onClose }: Props) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [correcting, setCorrecting] = useState(false);
  const params = { visitorId: visitor.id };
  const correct = usePrivateCall(
    (who: Identity) => call(visitorRoutes.correct, { params, body: { ...who, version: opened?.version ?? 0 } }),
    onCorrected,
  );
  if (!opened)
    return (
      <WhyDialog
        visitor={visitor}
        onOpened={(answer) => {
          setOpened(answer);
          onOpened();
        }}
        onClose={onClose}
      />
    );
  if (!correcting)
    return <Shown visitor={visitor} who={opened.identity} onCorrect={() => setCorrecting(true)} onClose={onClose} />;
  return (
    <IdentityForm
      title={t('visitors.correctTitle', { code: visitor.code })}
      hint={t('visitors.correctHint')}
      first={opened.identity}
      busy={correct.busy}
      error={correct.error}
      onSubmit={(who) => void correct.send(who)}
      onClose={onClose}
    />
  );
}

interface WhyProps {
  visitor: Visitor;
  onOpened: (opened: Opened) => void;
  onClose: () => void;
}

function WhyDialog({ visitor, onOpened, onClose }: WhyProps) {
  const { t } = useTranslation();
  const [reasonCode, setReasonCode] = useState<OpeningReason>('contact');
  const [note, setNote] = useState('');
  const open = usePrivateCall(
    () => call(visitorRoutes.open, { params: { visitorId: visitor.id }, body: { reasonCode, note } }),
    onOpened,
  );
  return (
    <FormDialog
      title={t('visitors.openOf', { code: visitor.code })}
      hint={t('visitors.openHint')}
      submit={t('visitors.open')}
      ready={isWhy(note)}
      busy={open.busy}
      error={open.error}
      onSubmit={() => void open.send(undefined)}
      onClose={onClose}
    >
      <Select
        label={t('visitors.reason')}
        data={openingReason.options.map((value) => ({ value, label: t(`terms.openingReason.${value}`) }))}
        value={reasonCode}
        onChange={(value) => value && setReasonCode(value)}
      />
      <TextInput
        name="openingNote"
        label={t('visitors.note')}
        description={t('visitors.noteHint')}
        required
        maxLength={500}
        data-autofocus
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Text size="xs" c="dimmed">
        {t('visitors.filmed')}
      </Text>
    </FormDialog>
  );
}

const shownSeconds = 60;

interface ShownProps {
  visitor: Visitor;
  who: Identity;
  onCorrect: () => void;
  onClose: () => void;
}

function Shown({ visitor, who, onCorrect, onClose }: ShownProps) {
  const { t } = useTranslation();
  const left = useCountdown(onClose);
  const rows = (['name', 'birthYear', 'paper', 'telephone', 'address', 'note'] as const)
    .filter((field) => who[field])
    .map((field) => [t(`visitors.field.${field}`), who[field]] as const);
  return (
    <Dialog title={t('visitors.one', { code: visitor.code })} onClose={onClose}>
      <Stack data-testid="identity">
        <Facts rows={rows} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed" role="timer">
            {t('visitors.closesIn', { count: left })}
          </Text>
          <Group>
            <Button variant="subtle" onClick={onCorrect} data-testid="correct-identity">
              {t('visitors.correct')}
            </Button>
            <Button onClick={onClose}>{t('app.act.close')}</Button>
          </Group>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** Seconds left; calls `onOver` when there are none. By the clock, so that a tab in the background is not late. */
function useCountdown(onOver: () => void): number {
  const [endsAt] = useState(() => Date.now() + shownSeconds * 1000);
  const [left, setLeft] = useState(shownSeconds);
  const over = useRef(onOver);
  over.current = onOver;
  useEffect(() => {
    const timer = setInterval(() => {
      const seconds = Math.ceil((endsAt - Date.now()) / 1000);
      setLeft(Math.max(0, seconds));
      if (seconds <= 0) over.current();
    }, 500);
    return () => clearInterval(timer);
  }, [endsAt]);
  return left;
}
