import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Camera, cameraRoutes } from '../../../../services/contracts/recording/camera.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/use-act.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { isWhy } from '../../ui/why-text.tsx';

/** Switches a camera off for a reason that stays in the record, or on again. */
export function DisableCamera({ camera, onClose }: { camera: Camera; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const off = camera.disabledReason !== null;
  const save = useAct({
    run: () =>
      call(cameraRoutes.change, { params: { cameraId: camera.id }, body: { disabledReason: off ? null : reason } }),
    said: () => t('cameras.saved'),
    after: onClose,
  });
  return (
    <FormDialog
      title={`${off ? t('cameras.enable') : t('cameras.disable')}: ${camera.name}`}
      hint={off ? t('cameras.disabledFor', { reason: camera.disabledReason ?? '' }) : t('cameras.disableHint')}
      submit={off ? t('cameras.enable') : t('cameras.disable')}
      danger={!off}
      ready={off || isWhy(reason)}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {!off && (
        <TextInput
          name="reason"
          label={t('app.field.reason')}
          required
          maxLength={300}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </FormDialog>
  );
}
