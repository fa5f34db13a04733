import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../ui/form-dialog.tsx';

interface Props {
  title: string;
  hint: string;
  submit: string;
  danger?: boolean;
  busy: boolean;
  error: Error | null;
  onSubmit: (reason: string) => void;
  onClose: () => void;
}

/** Asks for a reason in words before something that stays on record. */
export function AskReason({ onSubmit, danger = false, ...dialog }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <FormDialog {...dialog} danger={danger} ready={reason.trim().length >= 3} onSubmit={() => onSubmit(reason)}>
      <Textarea
        name="reason"
        label={t('app.field.reason')}
        required
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
