import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../../services/contracts/recording/camera.ts';
import { formatMinute, formatSince } from '../../text/time.ts';
import { CameraStateBadge } from '../../ui/badges.tsx';
import { codecName } from '../codec-name.ts';

/** How a camera is, since when, and why where it does not record. */
export function CameraCondition({ camera }: { camera: Camera }) {
  return (
    <Stack gap={4} align="flex-start">
      <CameraStateBadge state={camera.state} />
      <CameraReason camera={camera} />
    </Stack>
  );
}

/** Since when a camera is as it is, and why where it does not record. */
export function CameraReason({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const { state, cause, causeDetail, disabledReason, pausedUntil, since } = camera;
  const words = [
    cause && state === 'down' && t(`terms.gapCause.${cause}`),
    causeDetail && causeDetail !== 'none' && t('cameras.causeDetail', { codec: codecName(causeDetail) }),
    causeDetail === 'none' && t('cameras.noPicture'),
    disabledReason && t('cameras.disabledFor', { reason: disabledReason }),
    state === 'paused' && pausedUntil && t('cameras.pausedUntil', { time: formatMinute(pausedUntil) }),
    since && t('today.room.since', { time: formatSince(since) }),
  ].filter((one) => typeof one === 'string');
  return (
    <Stack gap={1}>
      {words.map((text) => (
        <Text key={text} size="xs" c="dimmed" data-testid="cause-detail" maw={420}>
          {text}
        </Text>
      ))}
    </Stack>
  );
}
