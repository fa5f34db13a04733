import { Button, Group, Modal, Stack } from '@mantine/core';
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
import { Card } from '../../ui/card.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useAct } from '../../ui/use-act.ts';
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
          <Button size="xs" variant="subtle" onClick={dialog.open}>
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
          [t('session.notice'), <NoticeText key="notice" session={session} />],
          ...(session.note ? [[t('session.note'), session.note] as const] : []),
        ]}
      />
      {opened && <FormDialog session={session} onClose={dialog.close} />}
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

function FormDialog({ session, onClose }: { session: SessionDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<SessionForm>(() => sessionForm.parse(session));
  const save = useAct({
    run: () => call(sessionRoutes.change, { params: { sessionId: session.id }, body: form }),
    said: () => t('app.act.saved'),
    after: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={t('sessions.one.formTitle')} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack>
          <SessionFormFields value={form} onChange={setForm} />
          <SessionNote value={form} onChange={setForm} />
          <ProblemNotice error={save.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('app.act.cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t('app.act.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
