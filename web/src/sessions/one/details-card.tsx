import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type SessionDetail,
  type SessionForm,
  sessionForm,
  sessionRoutes,
} from '../../../../services/contracts/session.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/use-act.ts';
import { Card } from '../../ui/card.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SessionFormFields, SessionNote } from '../form/session-form-fields.tsx';

/** What the officer said about the session, to be corrected by whoever may change it. */
export function DetailsCard({ session }: { session: SessionDetail }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure();
  return (
    <Card
      title={t('sessions.one.details')}
      actions={
        session.mayChange && (
          <Button size="compact-sm" variant="subtle" onClick={dialog.open}>
            {t('sessions.one.form')}
          </Button>
        )
      }
    >
      <Facts
        rows={[
          [t('session.kind'), t(`terms.sessionKind.${session.kind}`)],
          [t('session.caseKind'), t(`terms.caseKind.${session.caseKind}`)],
          [t('session.visit'), t(`terms.visit.${session.visit}`)],
          [t('session.people'), session.peopleCount],
          [t('session.noticeShort'), <NoticeText key="notice" session={session} />],
          ...(session.note ? [[t('session.note'), session.note] as const] : []),
        ]}
      />
      {opened && <EditDialog session={session} onClose={dialog.close} />}
    </Card>
  );
}

const languages = ['vi', 'interpreter', 'sign', 'other'] as const;

function NoticeText({ session }: { session: SessionDetail }) {
  const { t } = useTranslation();
  if (!session.noticeGiven) return t('session.noticeNone');
  const language = languages.find((one) => one === session.noticeLanguage);
  const how = session.noticeHow && t(`terms.noticeHow.${session.noticeHow}`);
  const inLanguage = language ? t(`session.noticeLanguages.${language}`) : session.noticeLanguage;
  return [how, inLanguage].filter(Boolean).join(', ');
}

function EditDialog({ session, onClose }: { session: SessionDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<SessionForm>(() => sessionForm.parse(session));
  const save = useAct({
    run: () => call(sessionRoutes.change, { params: { sessionId: session.id }, body: form }),
    said: () => t('app.act.saved'),
    after: onClose,
  });
  return (
    <FormDialog
      size="lg"
      title={t('sessions.one.formTitle')}
      submit={t('app.act.save')}
      ready
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <SessionFormFields value={form} onChange={setForm} />
      <SessionNote value={form} onChange={setForm} />
    </FormDialog>
  );
}
