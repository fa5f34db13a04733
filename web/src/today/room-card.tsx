import { Badge, Box, Group, Stack, Text, Title } from '@mantine/core';
import { IconDoor, IconShieldLock, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RoomNow } from '../../../services/contracts/recording/room.ts';
import { DayLink } from '../sessions/day/day-link.tsx';
import { formatElapsed, formatMinute } from '../text/time.ts';
import { useNow } from '../text/use-duration.ts';
import { CameraStateBadge, HeardBadge } from '../ui/badges.tsx';
import { Poster } from '../ui/poster.tsx';
import { PauseRoom } from './pause-room.tsx';

export const pictureEveryMs = 5_000;

/** A room now: picture, who is in it since when, and the health of its cameras. */
export function RoomCard({ room }: { room: RoomNow }) {
  const { t } = useTranslation();
  const hidden = room.occupancy.kind === 'protected';
  return (
    <Box
      component="article"
      className="mc-card"
      p="md"
      data-testid="room-card"
      data-room-id={room.id}
      data-occupancy={room.occupancy.kind}
    >
      <Stack gap="sm">
        <Poster
          address={room.picture}
          alt={t('today.room.picture', { room: room.name })}
          empty={hidden ? t('today.room.hiddenPicture') : t('today.room.noPicture')}
          refreshMs={pictureEveryMs}
        />
        <Group justify="space-between" gap="xs">
          <Title order={3} size="h5">
            {room.name}
          </Title>
          <Group gap={6}>
            {room.isHeard && <HeardBadge />}
            <OccupancyBadge room={room} />
          </Group>
        </Group>
        <Occupant room={room} />
        <CameraHealth room={room} />
        <PauseRoom room={room} />
        <DayLink roomId={room.id} />
      </Stack>
    </Box>
  );
}

export function OccupancyBadge({ room }: { room: RoomNow }) {
  const { t } = useTranslation();
  const kind = room.occupancy.kind;
  const look = {
    free: { color: 'gray', icon: IconDoor },
    occupied: { color: 'teal', icon: IconUser },
    protected: { color: 'violet', icon: IconShieldLock },
  }[kind];
  return (
    <Badge color={look.color} leftSection={<look.icon size={14} aria-hidden />}>
      {t(`today.room.${kind}`)}
    </Badge>
  );
}

function Occupant({ room }: { room: RoomNow }) {
  const { t } = useTranslation();
  const now = useNow(1_000);
  const { occupancy } = room;
  if (occupancy.kind !== 'occupied') {
    return (
      <Text size="sm" c="dimmed">
        {t(`terms.roomKind.${room.kind}`)}
      </Text>
    );
  }
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm" component={Link} to={`/sessions/${occupancy.sessionId}`} c="inherit" fw={500}>
        {occupancy.officerName}
      </Text>
      <Text size="sm" c="dimmed">
        {t('today.room.since', { time: formatMinute(occupancy.startedAt) })} ·{' '}
        {formatElapsed((now - Date.parse(occupancy.startedAt)) / 1000)}
      </Text>
    </Group>
  );
}

/** One word when all is well; each camera by name when one is not. */
export function CameraHealth({ room }: { room: RoomNow }) {
  const { t } = useTranslation();
  const notRecording = room.cameras.filter(({ state }) => state !== 'recording');
  if (room.cameras.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('today.room.noCamera')}
      </Text>
    );
  }
  if (notRecording.length === 0) {
    return (
      <Group gap={8}>
        <span className="mc-recording-dot" aria-hidden />
        <Text size="sm">{t('today.room.camerasOk', { count: room.cameras.length })}</Text>
      </Group>
    );
  }
  return (
    <Stack gap={6}>
      {notRecording.map((camera) => (
        <Group key={camera.id} gap="xs" wrap="nowrap" justify="space-between" align="flex-start">
          <div>
            <Text size="sm">{camera.name}</Text>
            {camera.cause && camera.state === 'down' && (
              <Text size="xs" c="dimmed">
                {t(`terms.gapCause.${camera.cause}`)}
              </Text>
            )}
          </div>
          <CameraStateBadge state={camera.state} />
        </Group>
      ))}
    </Stack>
  );
}
