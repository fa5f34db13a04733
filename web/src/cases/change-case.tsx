import { TagsInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CaseDetail, caseRoutes, caseState } from '../../../services/contracts/case.ts';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SelectOne } from '../ui/select-one.tsx';

export function ChangeCase({ file, onClose }: { file: CaseDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const [state, setState] = useState(file.state);
  const [subject, setSubject] = useState(file.subject);
  const [outsideNumbers, setOutsideNumbers] = useState(file.outsideNumbers);
  const [note, setNote] = useState('');
  const save = useAct({
    run: () =>
      call(caseRoutes.change, {
        params: { caseId: file.id },
        body: { subject, outsideNumbers, ...(state !== file.state && { state, note }) },
      }),
    said: () => t('app.act.saved'),
    after: onClose,
  });
  return (
    <FormDialog
      title={t('cases.edit')}
      submit={t('app.act.save')}
      ready
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <SelectOne
        label={t('cases.state')}
        searchable
        options={caseState.options}
        labelOf={(one) => t(`terms.caseState.${one}`)}
        value={state}
        onChange={setState}
      />
      {state !== file.state && (
        <Textarea
          label={t('app.field.note')}
          autosize
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
      <Textarea
        label={t('cases.subject')}
        description={t('cases.subjectHint')}
        autosize
        maxLength={300}
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
      />
      <TagsInput
        label={t('cases.outside')}
        description={t('cases.outsideHint')}
        value={outsideNumbers}
        onChange={setOutsideNumbers}
      />
    </FormDialog>
  );
}
