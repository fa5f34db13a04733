import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type OfficeReason,
  type ReasonNeeds,
  reasonNeeds,
  viewReasonRoutes,
} from '../../../../services/contracts/access/view-reason.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/use-act.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SelectOne } from '../../ui/select-one.tsx';

/** A reason for looks in three languages, and what must be given with it. */
export function ReasonForm({ reason, onClose }: { reason: OfficeReason | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [words, setWords] = useState(reason?.words ?? { vi: '', en: '', ru: '' });
  const [needs, setNeeds] = useState<ReasonNeeds>(reason?.needs ?? 'either');
  const save = useAct({
    run: () => {
      const body = { words, needs };
      return reason
        ? call(viewReasonRoutes.change, { params: { code: reason.code }, body })
        : call(viewReasonRoutes.add, { body });
    },
    said: () => t('reasons.said.saved'),
    after: onClose,
  });
  return (
    <FormDialog
      title={t(reason ? 'reasons.edit' : 'reasons.add')}
      {...(reason && { hint: t('reasons.editHint') })}
      submit={t('app.act.save')}
      ready={Object.values(words).every((text) => text.trim().length >= 2)}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {(['vi', 'en', 'ru'] as const).map((lang) => (
        <TextInput
          key={lang}
          name={lang}
          label={t(`reasons.words.${lang}`)}
          required
          maxLength={80}
          data-autofocus={lang === 'vi' || undefined}
          value={words[lang]}
          onChange={(event) => setWords({ ...words, [lang]: event.currentTarget.value })}
        />
      ))}
      <SelectOne
        label={t('reasons.needsLabel')}
        options={reasonNeeds.options}
        labelOf={(one) => t(`reasons.needs.${one}`)}
        value={needs}
        onChange={setNeeds}
      />
    </FormDialog>
  );
}
