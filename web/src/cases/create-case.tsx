import { Alert, TagsInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type CaseKind, caseKind, caseRoutes } from '../../../services/contracts/case.ts';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { CaseKeyInput } from '../sessions/form/case-key-input.tsx';
import { kindOfKey, readCaseKey } from '../sessions/form/session-draft.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SelectOne } from '../ui/select-one.tsx';

export function CreateCase({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [kind, setKind] = useState<CaseKind>('KN');
  const [typed, setTyped] = useState('');
  const [subject, setSubject] = useState('');
  const [outsideNumbers, setOutsideNumbers] = useState<string[]>([]);
  const key = readCaseKey(typed);
  const chosen = key ? kindOfKey(key) : kind;
  const create = useAct({
    run: () => call(caseRoutes.create, { body: { kind: chosen, subject, outsideNumbers, ...(key && { key }) } }),
    said: (made) => t('cases.created', { key: made.key }),
    after: (made) => void navigate(`/cases/${made.id}`),
  });
  return (
    <FormDialog
      title={t('cases.create')}
      submit={t('cases.create')}
      ready={typed.trim() === '' || key !== null}
      busy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <SelectOne
        label={t('cases.kind')}
        options={caseKind.options}
        labelOf={(one) => t(`terms.caseKind.${one}`)}
        value={chosen}
        onChange={setKind}
      />
      {chosen === 'TC' && <Alert color="violet">{t('cases.protectedHint')}</Alert>}
      <CaseKeyInput value={typed} onChange={setTyped} label={t('cases.key')} description={t('cases.keyHint')} />
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
