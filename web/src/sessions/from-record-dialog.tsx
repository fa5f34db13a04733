import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type SessionForm, sessionRoutes } from '../../../services/contracts/session.ts';
import { call } from '../api/call.ts';
import { roomsQuery } from '../api/queries.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { RecordStrip } from '../ui/record-strip.tsx';
import { useAct } from '../ui/use-act.ts';
import { CaseKeyInput } from './form/case-key-input.tsx';
import { emptyForm, readCaseKey } from './form/session-draft.ts';
import { SessionFormFields } from './form/session-form-fields.tsx';
import { type Times, TimesFields } from './form/times-fields.tsx';

/** Cuts a session out of a room's record when nobody pressed the button. */
export function FromRecordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const rooms = useQuery(roomsQuery);
  const [roomId, setRoomId] = useState<string | null>(null);
  const [times, setTimes] = useState<Times>(lastHalfHour);
  const [form, setForm] = useState<SessionForm>(emptyForm);
  const [typedKey, setTypedKey] = useState('');
  const [reason, setReason] = useState('');
  const key = readCaseKey(typedKey);
  const room = roomId ?? rooms.data?.[0]?.id ?? null;
  const ready = room && reason.trim().length >= 3 && times.startedAt < times.endedAt && (typedKey.trim() === '' || key);
  const create = useAct({
    run: (chosenRoom: string) =>
      call(sessionRoutes.fromRecord, {
        body: { ...form, ...times, roomId: chosenRoom, reason, caseKeys: key ? [key] : [] },
      }),
    said: () => t('sessions.created'),
    after: (session) => void navigate(`/sessions/${session.id}`),
  });
  return (
    <Modal opened onClose={onClose} title={t('sessions.fromRecordTitle')} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (room && ready) create.mutate(room);
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {t('sessions.fromRecordHint')}
          </Text>
          <Select
            label={t('sessions.filter.room')}
            data={(rooms.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={room}
            onChange={setRoomId}
          />
          <TimesFields value={times} onChange={setTimes} />
          {room && times.startedAt < times.endedAt && (
            <RecordStrip roomId={room} from={times.startedAt} to={times.endedAt} />
          )}
          <SessionFormFields value={form} onChange={setForm} />
          <CaseKeyInput
            value={typedKey}
            onChange={setTypedKey}
            label={t('session.caseKeys')}
            description={t('session.caseKeysHint')}
          />
          <TextInput
            label={t('app.field.reason')}
            required
            minLength={3}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <ProblemNotice error={create.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('app.act.cancel')}
            </Button>
            <Button type="submit" disabled={!ready} loading={create.isPending}>
              {t('sessions.fromRecord')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function lastHalfHour(): Times {
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  return { startedAt: new Date(now - 1_800_000).toISOString(), endedAt: new Date(now).toISOString() };
}
