import { SimpleGrid, Skeleton, Stack, Title } from '@mantine/core';
import { IconCircleCheck, IconDoor } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { roomsQuery } from '../api/queries.ts';
import { FirstSteps } from '../app/first-steps/first-steps.tsx';
import { SessionList } from '../sessions/session-list.tsx';
import { Empty } from '../ui/empty.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { RoomCard } from './room-card.tsx';

/** Supervisor, chief, archivist: every room now, then the sessions that still lack a case. */
export function OverseerToday() {
  const { t } = useTranslation();
  return (
    <Stack gap="xl">
      <FirstSteps />
      <Rooms />
      <Stack gap="md">
        <Title order={2} size="h4">
          {t('today.withoutCase')}
        </Title>
        <SessionList
          filter={{ withCase: 'false', limit: 10 }}
          empty={<Empty icon={IconCircleCheck} title={t('today.withoutCaseEmpty')} hint={t('today.withoutCaseHint')} />}
        />
      </Stack>
    </Stack>
  );
}

function Rooms() {
  const { t } = useTranslation();
  const rooms = useQuery(roomsQuery);
  if (rooms.error) return <ProblemNotice error={rooms.error} onRetry={() => void rooms.refetch()} />;
  if (rooms.data?.length === 0) {
    return <Empty icon={IconDoor} title={t('today.noRooms')} hint={t('today.noRoomsHint')} />;
  }
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }} spacing="lg" component="section" aria-label={t('today.rooms')}>
      {rooms.data
        ? rooms.data.map((room) => <RoomCard key={room.id} room={room} />)
        : [1, 2, 3].map((card) => <Skeleton key={card} height={320} radius="lg" />)}
    </SimpleGrid>
  );
}
