import { Alert, Button, Group, Text, TextInput } from '@mantine/core';
import { IconPlayerPause, IconPlayerRecord } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RoomNow, roomRoutes } from '../../../services/contracts/recording/room.ts';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { formatMinute } from '../text/time.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { SelectOne } from '../ui/select-one.tsx';
import { isWhy } from '../ui/why-text.tsx';

const lengths = ['5', '10', '15', '30', '60'] as const;

/** Pauses the recording of a room with a reason, and says until when while it is paused. Nothing for those who may not. */
export function PauseRoom({ room }: { room: RoomNow }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const paused = room.pausedUntil !== null;
  if (!room.mayPause && !paused) return null;
  return (
    <>
      {paused && <Paused room={room} />}
      {!paused && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          w="fit-content"
          ml={-8}
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          onClick={() => setOpen(true)}
          data-testid="pause-room"
        >
          {t('today.pause.start')}
        </Button>
      )}
      {open && <PauseDialog roomId={room.id} onClose={() => setOpen(false)} />}
    </>
  );
}

function Paused({ room }: { room: RoomNow }) {
  const { t } = useTranslation();
  const resume = useAct({
    run: () => call(roomRoutes.resume, { params: { roomId: room.id } }),
    said: () => t('today.pause.resumed'),
  });
  return (
    <Alert color="yellow" icon={<IconPlayerPause aria-hidden />} data-testid="room-paused">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t('today.pause.until', { time: formatMinute(room.pausedUntil ?? '') })}</Text>
        {room.mayPause && (
          <Button
            size="xs"
            leftSection={<IconPlayerRecord size={14} aria-hidden />}
            loading={resume.isPending}
            onClick={() => resume.mutate()}
            data-testid="resume-room"
          >
            {t('today.pause.resume')}
          </Button>
        )}
      </Group>
      <ProblemNotice error={resume.error} />
    </Alert>
  );
}

function PauseDialog({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState<(typeof lengths)[number]>('10');
  const pause = useAct({
    run: () => call(roomRoutes.pause, { params: { roomId }, body: { reason, minutes: Number(minutes) } }),
    said: () => t('today.pause.started'),
    after: onClose,
  });
  return (
    <FormDialog
      title={t('today.pause.title')}
      hint={t('today.pause.hint')}
      submit={t('today.pause.start')}
      ready={isWhy(reason)}
      busy={pause.isPending}
      error={pause.error}
      onSubmit={() => pause.mutate()}
      onClose={onClose}
    >
      <TextInput
        name="reason"
        label={t('app.field.reason')}
        description={t('today.pause.reasonHint')}
        required
        maxLength={300}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <SelectOne
        label={t('today.pause.minutes')}
        options={lengths}
        labelOf={(count) => t('today.pause.minutesOf', { count: Number(count) })}
        value={minutes}
        onChange={setMinutes}
      />
    </FormDialog>
  );
}
