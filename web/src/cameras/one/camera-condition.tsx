import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../../services/contracts/recording/camera.ts';
import { formatSince, formatTime } from '../../text/time.ts';
import { CameraStateBadge } from '../../ui/badges.tsx';
import { codecName } from '../codec-name.ts';

/** How a camera is, since when, and why where it does not record. */
export function CameraCondition({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  return (
    <Stack gap={2} align="flex-start">
      <CameraStateBadge state={camera.state} cause={camera.cause} />
      <Why camera={camera} />
      {camera.since && (
        <Text size="xs" c="dimmed" className="mc-nowrap">
          {t('today.room.since', { time: formatSince(camera.since) })}
        </Text>
      )}
    </Stack>
  );
}

function Why({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const { state, causeDetail, disabledReason, pausedUntil } = camera;
  const words = [
    causeDetail && causeDetail !== 'none' && t('cameras.causeDetail', { codec: codecName(causeDetail) }),
    causeDetail === 'none' && t('cameras.noPicture'),
    disabledReason && t('cameras.disabledFor', { reason: disabledReason }),
    state === 'paused' && pausedUntil && t('cameras.pausedUntil', { time: formatTime(pausedUntil) }),
  ].filter((one) => typeof one === 'string');
  return words.map((text) => (
    <Text key={text} size="xs" c="dimmed" data-testid="cause-detail" maw={260}>
      {text}
    </Text>
  ));
}
