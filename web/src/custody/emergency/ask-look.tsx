import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { emergencyRoutes, longestEmergencyMinutes } from '../../../../services/contracts/access/emergency.ts';
import { call } from '../../api/call.ts';
import { roomsQuery } from '../../api/queries.ts';
import { useAct } from '../../api/use-act.ts';
import { lastHalfHour, type Times, TimesFields } from '../../sessions/form/times-fields.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { isWhy, WhyText } from '../../ui/why-text.tsx';

/** Which room, which stretch of it, and why. */
export function AskLook({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const rooms = useQuery(roomsQuery);
  const [roomId, setRoomId] = useState<string | null>(null);
  const [times, setTimes] = useState<Times>(lastHalfHour);
  const [reason, setReason] = useState('');
  const room = roomId ?? rooms.data?.[0]?.id ?? null;
  const lengthMs = Date.parse(times.endedAt) - Date.parse(times.startedAt);
  const tooLong = lengthMs > longestEmergencyMinutes * 60_000;
  const ask = useAct({
    run: (chosenRoom: string) =>
      call(emergencyRoutes.ask, { body: { roomId: chosenRoom, from: times.startedAt, to: times.endedAt, reason } }),
    said: () => t('emergency.said.asked'),
    after: onClose,
  });
  return (
    <FormDialog
      size="lg"
      title={t('emergency.ask')}
      hint={t('emergency.askHint')}
      submit={t('emergency.send')}
      danger
      ready={room !== null && isWhy(reason) && lengthMs > 0 && !tooLong}
      busy={ask.isPending}
      error={ask.error}
      onSubmit={() => room && ask.mutate(room)}
      onClose={onClose}
    >
      <Select
        label={t('sessions.filter.room')}
        data={(rooms.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={room}
        onChange={setRoomId}
        data-testid="look-room"
      />
      <TimesFields value={times} onChange={setTimes} wrong={tooLong ? t('emergency.tooLong') : null} />
      <WhyText value={reason} onChange={setReason} description={t('emergency.reasonHint')} autoFocus />
    </FormDialog>
  );
}
