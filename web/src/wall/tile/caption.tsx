import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RoomNow } from '../../../../services/contracts/recording/room.ts';
import { formatElapsed, formatMinute } from '../../text/time.ts';
import { useNow } from '../../text/use-duration.ts';
import { OccupancyBadge } from '../../today/room-card.tsx';
import { HeardBadge } from '../../ui/badges.tsx';
import look from '../wall.module.css';

/** Which room it is, who is there since when, and whether somebody listens. */
export function Caption({ room }: { room: RoomNow }) {
  const { t } = useTranslation();
  const now = useNow(1000);
  const { occupancy } = room;
  return (
    <div className={look.caption}>
      <Text fw={600} size="sm" component="h2" truncate>
        {room.name}
      </Text>
      <Group gap={6} wrap="wrap">
        <OccupancyBadge room={room} />
        {occupancy.kind === 'occupied' && (
          <Text size="xs" component="span" className={look.occupant}>
            {occupancy.officerName} · {t('today.room.since', { time: formatMinute(occupancy.startedAt) })} ·{' '}
            {formatElapsed((now - Date.parse(occupancy.startedAt)) / 1000)}
          </Text>
        )}
        {room.isHeard && <HeardBadge />}
      </Group>
    </div>
  );
}
