import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Room, roomCode, roomKind, roomRoutes } from '../../../../services/contracts/recording/room.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/use-act.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SelectOne } from '../../ui/select-one.tsx';

export function RoomForm({ room, onClose }: { room?: Room; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(room?.name ?? '');
  const [code, setCode] = useState(room?.code ?? '');
  const [kind, setKind] = useState<Room['kind']>(room?.kind ?? 'reception');
  const save = useAct({
    run: () =>
      room
        ? call(roomRoutes.change, { params: { roomId: room.id }, body: { name, kind } })
        : call(roomRoutes.create, { body: { code, name, kind } }),
    said: () => t('rooms.saved'),
    after: onClose,
  });
  return (
    <FormDialog
      title={room ? t('rooms.edit', { name: room.name }) : t('rooms.add')}
      submit={t('app.act.save')}
      ready={name.trim() !== '' && roomCode.safeParse(code).success}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextInput
        name="name"
        label={t('rooms.name')}
        required
        maxLength={100}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {!room && (
        <TextInput
          name="code"
          label={t('rooms.code')}
          description={t('cameras.codeHint')}
          required
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      <SelectOne
        label={t('rooms.kind')}
        options={roomKind.options}
        labelOf={(one) => t(`terms.roomKind.${one}`)}
        value={kind}
        onChange={setKind}
      />
    </FormDialog>
  );
}
