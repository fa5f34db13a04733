import { Select, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type OpeningReason, openingReason } from '../../../../../services/contracts/access/visitor.ts';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { isWhy } from '../../../ui/why-text.tsx';
import { usePrivateCall } from './use-private-call.ts';

interface Props<O> {
  title: string;
  hint: string;
  submit: string;
  run: (why: { reasonCode: OpeningReason; note: string }) => Promise<O>;
  onDone: (output: O) => void;
  onClose: () => void;
}

/** Why somebody opens an identity, or asks to. */
export function OpeningWhy<O>({ run, onDone, ...dialog }: Props<O>) {
  const { t } = useTranslation();
  const [reasonCode, setReasonCode] = useState<OpeningReason>('contact');
  const [note, setNote] = useState('');
  const { busy, error, send } = usePrivateCall(run, onDone);
  return (
    <FormDialog
      {...dialog}
      ready={isWhy(note)}
      busy={busy}
      error={error}
      onSubmit={() => void send({ reasonCode, note })}
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
