import { useState } from 'react';
import { FormDialog } from '../ui/form-dialog.tsx';
import { isWhy, WhyText } from '../ui/why-text.tsx';

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
  const [reason, setReason] = useState('');
  return (
    <FormDialog {...dialog} danger={danger} ready={isWhy(reason)} onSubmit={() => onSubmit(reason)}>
      <WhyText value={reason} onChange={setReason} autoFocus />
    </FormDialog>
  );
}
