import { Button, Text, Timeline } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SessionDetail, sessionRoutes } from '../../../../services/contracts/session.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/use-act.ts';
import { formatDateTime, formatTime } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { isWhy } from '../../ui/why-text.tsx';
import { ReasonInput } from '../form/reason-input.tsx';
import { type Times, TimesFields } from '../form/times-fields.tsx';
import { RecordStrip } from '../record-strip.tsx';

/** Start and end as they were set over time; a change adds a version and keeps the old ones. */
export function VersionsCard({ session }: { session: SessionDetail }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure();
  const newestFirst = session.versions.toSorted((a, b) => b.version - a.version);
  return (
    <Card
      title={t('sessions.one.versions')}
      actions={
        session.mayChange &&
        session.endedAt && (
          <Button size="compact-sm" variant="subtle" onClick={dialog.open} data-testid="change-times">
            {t('sessions.one.times')}
          </Button>
        )
      }
    >
      <Timeline bulletSize={12} lineWidth={2}>
        {newestFirst.map((version) => (
          <Timeline.Item
            key={version.version}
            title={
              <Text size="sm" fw={500}>
                {formatTime(version.startedAt)}–{version.endedAt ? formatTime(version.endedAt) : t('sessions.now')}
              </Text>
            }
          >
            {version.reason && <Text size="sm">{version.reason}</Text>}
            <Text size="xs" c="dimmed">
              {t('sessions.one.version', { version: version.version })} · {version.by} · {formatDateTime(version.at)}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
      {opened && session.endedAt && <TimesDialog session={session} endedAt={session.endedAt} onClose={dialog.close} />}
    </Card>
  );
}

interface DialogProps {
  session: SessionDetail;
  endedAt: string;
  onClose: () => void;
}

function TimesDialog({ session, endedAt, onClose }: DialogProps) {
  const { t } = useTranslation();
  const [times, setTimes] = useState<Times>({ startedAt: session.startedAt, endedAt });
  const [reason, setReason] = useState('');
  const inOrder = times.startedAt < times.endedAt;
  const save = useAct({
    run: () =>
      call(sessionRoutes.changeTimes, {
        params: { sessionId: session.id },
        body: { ...times, version: session.version, reason },
      }),
    said: ({ version }) => t('sessions.one.timesSaved', { version }),
    after: onClose,
  });
  return (
    <FormDialog
      size="lg"
      title={t('sessions.one.timesTitle')}
      hint={t('sessions.one.timesHint')}
      submit={t('app.act.save')}
      ready={inOrder && isWhy(reason)}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TimesFields value={times} onChange={setTimes} />
      {inOrder && <RecordStrip roomId={session.room.id} from={times.startedAt} to={times.endedAt} />}
      <ReasonInput value={reason} onChange={setReason} />
    </FormDialog>
  );
}
