import { Text } from '@mantine/core';
import {
  IconPlayerPause,
  IconPlugConnectedX,
  IconShieldLock,
  IconVideoOff,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RoomNow } from '../../../../services/contracts/recording/room.ts';
import { formatTime } from '../../text/time.ts';
import type { LiveState } from '../playing/live-player.ts';
import look from '../wall.module.css';

/** Says in the place of the picture why there is none. */
export function Cover({
  icon: Icon,
  title,
  hint,
  role,
}: {
  icon: TablerIcon;
  title: string;
  hint?: string;
  role?: 'alert';
}) {
  return (
    <div className={look.cover} {...(role && { role })} data-testid="cover">
      <Icon size={32} stroke={1.4} aria-hidden />
      <Text fw={600}>{title}</Text>
      {hint && <Text size="sm">{hint}</Text>}
    </div>
  );
}

/** Why a room is not shown to this person at all; null where it is. */
export function ClosedRoom({ room }: { room: RoomNow }) {
  const { t } = useTranslation();
  if (room.occupancy.kind === 'protected')
    return <Cover icon={IconShieldLock} title={t('today.room.protected')} hint={t('wall.protected')} />;
  if (!room.mayWatch) return <Cover icon={IconShieldLock} title={t('wall.notForYou')} hint={t('wall.protected')} />;
  if (room.cameras.length === 0) return <Cover icon={IconVideoOff} title={t('wall.noCamera')} />;
  return <Cover icon={IconPlayerPause} title={t('wall.paused')} />;
}

/** Whether a room can be shown to this person now. */
export const isOpen = (room: RoomNow) =>
  room.mayWatch && room.pausedUntil === null && room.cameras.some(({ state }) => state !== 'disabled');

/** A camera that is lost: why, and when its last picture came. */
export function Lost({ room, cameraId, state }: { room: RoomNow; cameraId: string; state: LiveState }) {
  const { t } = useTranslation();
  if (state.kind !== 'lost') return null;
  // What the stream itself told, else what the recorder knows.
  const recorded = room.cameras.find(({ id }) => id === cameraId);
  const cause = state.cause || (recorded?.state === 'down' ? recorded.cause : null);
  const last = state.lastPictureMs;
  return (
    <Cover
      role="alert"
      icon={IconPlugConnectedX}
      title={cause ? `${t('wall.lost')}: ${t(`terms.gapCause.${cause}`)}` : t('wall.lost')}
      hint={last ? t('wall.lastPicture', { time: formatTime(last) }) : t('wall.noPictureYet')}
    />
  );
}
