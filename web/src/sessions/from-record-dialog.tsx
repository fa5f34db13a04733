import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type SessionForm, sessionRoutes } from '../../../services/contracts/session.ts';
import { call } from '../api/call.ts';
import { roomsQuery } from '../api/queries.ts';
import { useAct } from '../api/use-act.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { isWhy } from '../ui/why-text.tsx';
import { CaseKeyInput } from './form/case-key-input.tsx';
import { ReasonInput } from './form/reason-input.tsx';
import { emptyForm, readCaseKey } from './form/session-draft.ts';
import { SessionFormFields } from './form/session-form-fields.tsx';
import { lastHalfHour, type Times, TimesFields } from './form/times-fields.tsx';
import { RecordStrip } from './record-strip.tsx';

interface Props {
  /** What was chosen in the record already. */
  chosen?: { roomId: string; times: Times };
  onClose: () => void;
}

/** Cuts a session out of a room's record when nobody pressed the button. */
export function FromRecordDialog({ chosen, onClose }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const rooms = useQuery(roomsQuery);
  const [roomId, setRoomId] = useState<string | null>(chosen?.roomId ?? null);
  const [times, setTimes] = useState<Times>(chosen?.times ?? lastHalfHour);
  const [form, setForm] = useState<SessionForm>(emptyForm);
  const [typedKey, setTypedKey] = useState('');
  const [reason, setReason] = useState('');
  const key = readCaseKey(typedKey);
  const room = roomId ?? rooms.data?.[0]?.id ?? null;
  const ready = room && isWhy(reason) && times.startedAt < times.endedAt && (typedKey.trim() === '' || key);
  const create = useAct({
    run: (chosenRoom: string) =>
      call(sessionRoutes.fromRecord, {
        body: { ...form, ...times, roomId: chosenRoom, reason, caseKeys: key ? [key] : [] },
      }),
    said: () => t('sessions.created'),
    after: (session) => void navigate(`/sessions/${session.id}`),
  });
  return (
    <FormDialog
      size="lg"
      title={t('sessions.fromRecordTitle')}
      hint={t('sessions.fromRecordHint')}
      submit={t('sessions.fromRecord')}
      ready={Boolean(ready)}
      busy={create.isPending}
      error={create.error}
      onSubmit={() => room && create.mutate(room)}
      onClose={onClose}
    >
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
      <ReasonInput value={reason} onChange={setReason} />
    </FormDialog>
  );
}
