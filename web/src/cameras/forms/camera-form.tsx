import { Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Camera, cameraRoutes, rtspAddress } from '../../../../services/contracts/recording/camera.ts';
import { cameraTestRoutes } from '../../../../services/contracts/recording/camera-test.ts';
import { roomCode } from '../../../../services/contracts/recording/room.ts';
import { call } from '../../api/call.ts';
import { roomsQuery } from '../../api/queries.ts';
import { useAct } from '../../api/use-act.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SelectOne } from '../../ui/select-one.tsx';
import { TestOutcome, useCameraTest } from './test-camera.tsx';

interface Draft {
  roomId: string | null;
  code: string;
  name: string;
  address: string;
  liveAddress: string;
  user: string;
  password: string;
}

/** Adds a camera, or changes name, address and account of one. A password is sent, never shown. */
export function CameraForm({ camera, onClose }: { camera?: Camera; onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>(() => draftOf(camera));
  const save = useAct({
    run: () => (camera ? saveChanges(camera, draft) : create(draft)),
    said: () => t('cameras.saved'),
    after: onClose,
  });
  const test = useCameraTest((signal) => testDraft(camera, draft, signal));
  /** What was tested before says nothing of another address or login. */
  function change(next: Draft) {
    setDraft(next);
    if (next.address !== draft.address || next.user !== draft.user || next.password !== draft.password) test.reset();
  }
  const isAddress = rtspAddress.safeParse(draft.address).success;
  const ready =
    draft.name.trim() !== '' &&
    isAddress &&
    (draft.liveAddress === '' || rtspAddress.safeParse(draft.liveAddress).success) &&
    (camera !== undefined || (draft.roomId !== null && roomCode.safeParse(draft.code).success));
  return (
    <FormDialog
      title={camera ? t('cameras.edit', { name: camera.name }) : t('cameras.add')}
      submit={t('app.act.save')}
      ready={ready}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {!camera && <NewCameraFields draft={draft} onChange={setDraft} />}
      <CameraFields draft={draft} onChange={change} keepsPassword={camera?.hasPassword ?? false} />
      <Button
        variant="default"
        leftSection={<IconPlugConnected size={18} aria-hidden />}
        disabled={!isAddress || test.isPending}
        onClick={() => test.mutate()}
        data-testid="test-address"
      >
        {test.data ? t('cameras.test.again') : t('cameras.test.newTitle')}
      </Button>
      <TestOutcome test={test} />
    </FormDialog>
  );
}

interface FieldsProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
}

function NewCameraFields({ draft, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const rooms = useQuery(roomsQuery);
  const list = rooms.data ?? [];
  const badCode = draft.code !== '' && !roomCode.safeParse(draft.code).success;
  return (
    <Group grow align="flex-start">
      <SelectOne
        label={t('cameras.room')}
        error={rooms.data?.length === 0 && t('cameras.noRooms')}
        options={list.map(({ id }) => id)}
        labelOf={(id) => list.find((room) => room.id === id)?.name ?? ''}
        value={draft.roomId}
        onChange={(roomId) => onChange({ ...draft, roomId })}
      />
      <TextInput
        name="code"
        label={t('cameras.code')}
        description={t('cameras.codeHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        required
        error={badCode && t('cameras.codeBad')}
        value={draft.code}
        onChange={(event) => onChange({ ...draft, code: event.currentTarget.value })}
      />
    </Group>
  );
}

function CameraFields({ draft, onChange, keepsPassword }: FieldsProps & { keepsPassword: boolean }) {
  const { t } = useTranslation();
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part });
  const badAddress = draft.address.length > 8 && !rtspAddress.safeParse(draft.address).success;
  const badLive = draft.liveAddress.length > 8 && !rtspAddress.safeParse(draft.liveAddress).success;
  return (
    <>
      <TextInput
        name="name"
        label={t('cameras.name')}
        required
        maxLength={100}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        name="address"
        label={t('cameras.address')}
        description={t('cameras.addressHint')}
        required
        error={badAddress && t('cameras.addressBad')}
        value={draft.address}
        onChange={(event) => set({ address: event.currentTarget.value })}
      />
      <TextInput
        name="liveAddress"
        label={t('cameras.liveAddress')}
        description={t('cameras.liveAddressHint')}
        error={badLive && t('cameras.addressBad')}
        value={draft.liveAddress}
        onChange={(event) => set({ liveAddress: event.currentTarget.value })}
      />
      <Group grow align="flex-start">
        <TextInput
          name="user"
          label={t('cameras.user')}
          maxLength={100}
          value={draft.user}
          onChange={(event) => set({ user: event.currentTarget.value })}
        />
        <PasswordInput
          name="password"
          label={t('cameras.password')}
          maxLength={200}
          autoComplete="new-password"
          placeholder={keepsPassword ? t('cameras.passwordKept') : undefined}
          value={draft.password}
          onChange={(event) => set({ password: event.currentTarget.value })}
        />
      </Group>
    </>
  );
}

function draftOf(camera: Camera | undefined): Draft {
  return {
    roomId: camera?.room.id ?? null,
    code: camera?.code ?? '',
    name: camera?.name ?? '',
    address: camera?.address ?? '',
    liveAddress: camera?.liveAddress ?? '',
    user: camera?.user ?? '',
    password: '',
  };
}

function create({ roomId, code, name, address, liveAddress, user, password }: Draft) {
  const source = { address, liveAddress: liveAddress || null, user: user || null, password: password || null };
  return call(cameraRoutes.create, { body: { roomId: roomId ?? '', code, name, ...source } });
}

/** Only what differs: somebody else may have changed the rest meanwhile. */
function saveChanges(camera: Camera, { name, address, liveAddress, user, password }: Draft) {
  const body = {
    ...(name !== camera.name && { name }),
    ...(address !== camera.address && { address }),
    ...(liveAddress !== (camera.liveAddress ?? '') && { liveAddress: liveAddress || null }),
    ...(user !== (camera.user ?? '') && { user: user || null }),
    ...(password && { password }),
  };
  return call(cameraRoutes.change, { params: { cameraId: camera.id }, body });
}

/** Without a new password the one that the camera has is tried. */
function testDraft(camera: Camera | undefined, { address, user, password }: Draft, signal: AbortSignal) {
  const secret = password === '' && camera ? { cameraId: camera.id } : { password: password || null };
  return call(cameraTestRoutes.testAddress, { body: { address, user: user || null, ...secret }, signal });
}
