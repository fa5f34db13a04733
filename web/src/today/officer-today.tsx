import { Box, Grid, Group, Select, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconCalendarEvent, IconDoor } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RoomNow } from '../../../services/contracts/recording/room.ts';
import { roomsQuery } from '../api/queries.ts';
import { useMe } from '../app/current-person.ts';
import { FirstSteps } from '../app/first-steps/first-steps.tsx';
import { DayLink } from '../sessions/day/day-link.tsx';
import { SessionList } from '../sessions/session-list.tsx';
import { dayStart } from '../text/time.ts';
import { useNow } from '../text/use-duration.ts';
import { HeardBadge } from '../ui/badges.tsx';
import { Empty } from '../ui/empty.tsx';
import { Poster } from '../ui/poster.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { PauseRoom } from './pause-room.tsx';
import { CameraHealth, OccupancyBadge, pictureEveryMs } from './room-card.tsx';
import { RunningSession } from './running-session.tsx';
import { StartSession } from './start-session.tsx';

/** The officer's ten seconds between two visitors: my room, one button, my sessions of the day. */
export function OfficerToday() {
  const { t } = useTranslation();
  const me = useMe();
  const today = dayStart(useNow(60_000));
  return (
    <Stack gap="xl">
      <MyRoom />
      <FirstSteps />
      <Stack gap="md">
        <Title order={2} size="h4">
          {t('today.mine')}
        </Title>
        <SessionList
          filter={{ officerId: me.id, from: today }}
          empty={<Empty icon={IconCalendarEvent} title={t('today.mineEmpty')} hint={t('today.mineEmptyHint')} />}
        />
      </Stack>
    </Stack>
  );
}

function MyRoom() {
  const { t } = useTranslation();
  const rooms = useQuery(roomsQuery);
  const [remembered, remember] = useLocalStorage<string | null>({
    key: 'minhchung.room',
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  if (rooms.isPending) return <Skeleton height={360} radius="lg" />;
  const problem = <ProblemNotice error={rooms.error} onRetry={() => void rooms.refetch()} />;
  // What is known stays in use while the server is away: a dialog may be open, a session may have to be ended.
  if (!rooms.data) return problem;
  const own = rooms.data.find(({ occupancy }) => occupancy.kind === 'occupied' && occupancy.own);
  const room = own ?? rooms.data.find(({ id }) => id === remembered) ?? rooms.data[0];
  if (!room) return <Empty icon={IconDoor} title={t('today.noRooms')} hint={t('today.noRoomsHint')} />;
  return (
    <Box className="mc-card" p="lg" component="section" aria-label={t('today.myRoom')}>
      {problem}
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <RoomSide room={room} rooms={rooms.data} onChoose={remember} fixed={own !== undefined} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <NextThing room={room} />
        </Grid.Col>
      </Grid>
    </Box>
  );
}

interface SideProps {
  room: RoomNow;
  rooms: readonly RoomNow[];
  onChoose: (roomId: string) => void;
  /** A running session keeps one in its room. */
  fixed: boolean;
}

function RoomSide({ room, rooms, onChoose, fixed }: SideProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-end" gap="sm">
        <Select
          label={t('today.myRoom')}
          data={rooms.map(({ id, name }) => ({ value: id, label: name }))}
          value={room.id}
          onChange={(value) => value && onChoose(value)}
          disabled={fixed}
          size="md"
          style={{ flex: 1 }}
          data-testid="my-room"
        />
        <Box pb={10}>
          {room.isHeard && <HeardBadge />}
          <OccupancyBadge room={room} />
        </Box>
      </Group>
      <Poster
        address={room.picture}
        alt={t('today.room.picture', { room: room.name })}
        empty={t('today.room.noPicture')}
        refreshMs={pictureEveryMs}
      />
      <CameraHealth room={room} />
      <PauseRoom room={room} />
      <DayLink roomId={room.id} />
    </Stack>
  );
}

function NextThing({ room }: { room: RoomNow }) {
  const { t } = useTranslation();
  const { occupancy } = room;
  if (occupancy.kind === 'free') return <StartSession key={room.id} roomId={room.id} />;
  if (occupancy.kind === 'occupied' && occupancy.own) return <RunningSession sessionId={occupancy.sessionId} />;
  return (
    <Stack h="100%" justify="center" align="center">
      <Text c="dimmed" ta="center">
        {occupancy.kind === 'occupied' ? t('today.busy', { officer: occupancy.officerName }) : t('today.busyProtected')}
      </Text>
    </Stack>
  );
}
