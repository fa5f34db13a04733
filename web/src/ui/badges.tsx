import { Badge } from '@mantine/core';
import {
  IconAlertTriangle,
  IconEar,
  IconLoader2,
  IconPlayerPause,
  IconPlugConnectedX,
  IconShieldCheck,
  IconShieldLock,
  IconTrash,
  IconVideoOff,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AccessClass } from '../../../services/contracts/case.ts';
import type { CameraState } from '../../../services/contracts/recording/gap.ts';
import type { SessionState } from '../../../services/contracts/session.ts';

const dot = <span className="mc-recording-dot" aria-hidden />;
const icon = (Icon: TablerIcon) => <Icon size={14} stroke={1.8} aria-hidden />;

const sessionLook: Record<SessionState, { color: string; mark: React.ReactNode }> = {
  running: { color: 'red', mark: dot },
  processing: { color: 'gray', mark: icon(IconLoader2) },
  sealed: { color: 'teal', mark: icon(IconShieldCheck) },
  failed: { color: 'yellow', mark: icon(IconAlertTriangle) },
  destroyed: { color: 'gray', mark: icon(IconTrash) },
};

export function SessionStateBadge({ state }: { state: SessionState }) {
  const { t } = useTranslation();
  const { color, mark } = sessionLook[state];
  return (
    <Badge color={color} leftSection={mark} data-testid="session-state" data-state={state}>
      {t(`terms.sessionState.${state}`)}
    </Badge>
  );
}

/** Shows only for protected things; everything else is normal. */
export function AccessBadge({ accessClass }: { accessClass: AccessClass }) {
  const { t } = useTranslation();
  if (accessClass === 'normal') return null;
  return (
    <Badge color="violet" leftSection={icon(IconShieldLock)}>
      {t(`terms.accessClass.${accessClass}`)}
    </Badge>
  );
}

const cameraLook: Record<CameraState, { color: string; mark: React.ReactNode }> = {
  recording: { color: 'red', mark: dot },
  connecting: { color: 'gray', mark: icon(IconLoader2) },
  down: { color: 'yellow', mark: icon(IconPlugConnectedX) },
  paused: { color: 'yellow', mark: icon(IconPlayerPause) },
  disabled: { color: 'gray', mark: icon(IconVideoOff) },
};

/** The state of a camera in one word. */
export function CameraStateBadge({ state }: { state: CameraState }) {
  const { t } = useTranslation();
  const { color, mark } = cameraLook[state];
  return (
    <Badge color={color} leftSection={mark} miw="max-content" data-testid="camera-state" data-state={state}>
      {t(`terms.cameraState.${state}`)}
    </Badge>
  );
}

/** Somebody hears the room live now. */
export function HeardBadge() {
  const { t } = useTranslation();
  return (
    <Badge color="yellow" leftSection={icon(IconEar)} data-testid="heard">
      {t('wall.heard')}
    </Badge>
  );
}
