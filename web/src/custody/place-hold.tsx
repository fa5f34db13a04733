import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type HoldReason, holdReason } from '../../../services/contracts/custody/retention.ts';
import { useAct } from '../api/use-act.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SelectOne } from '../ui/select-one.tsx';
import { isWhy, WhyText } from '../ui/why-text.tsx';

interface Props {
  place: (body: { reason: HoldReason; note: string }) => Promise<unknown>;
  onClose: () => void;
}

/** Places a hold with its reason. */
export function PlaceHold({ place, onClose }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState<HoldReason>('dispute');
  const [note, setNote] = useState('');
  const save = useAct({
    run: () => place({ reason, note }),
    said: () => t('custody.hold.placed'),
    after: onClose,
  });
  return (
    <FormDialog
      title={t('custody.hold.title')}
      hint={t('custody.hold.hint')}
      submit={t('custody.hold.place')}
      ready={isWhy(note)}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <SelectOne
        label={t('app.field.reason')}
        options={holdReason.options}
        labelOf={(option) => t(`custody.reason.${option}`)}
        value={reason}
        onChange={setReason}
      />
      <WhyText
        name="note"
        label={t('app.field.note')}
        description={t('custody.hold.noteHint')}
        value={note}
        onChange={setNote}
        autoFocus
      />
    </FormDialog>
  );
}
