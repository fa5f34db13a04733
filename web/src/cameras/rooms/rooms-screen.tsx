import { Box, Button, Skeleton, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconDoor, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomNow } from '../../../../services/contracts/recording/room.ts';
import { roomsQuery } from '../../api/queries.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RoomForm } from './room-form.tsx';

/** The administrator's rooms. */
export function RoomsScreen() {
  const { t } = useTranslation();
  const rooms = useQuery(roomsQuery);
  const [open, setOpen] = useState<RoomNow | 'new' | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen('new')} data-testid="add-room">
      {t('rooms.add')}
    </Button>
  );
  return (
    <Page title={t('rooms.title')} actions={add}>
      <ProblemNotice error={rooms.error} onRetry={() => void rooms.refetch()} />
      {rooms.isPending && <Skeleton height={200} radius="lg" />}
      {rooms.data && (
        <Box className="mc-card">
          {rooms.data.length === 0 ? (
            <Empty icon={IconDoor} title={t('today.noRooms')} hint={t('rooms.emptyHint')} action={add} />
          ) : (
            <Table.ScrollContainer minWidth={560}>
              <RoomTable rooms={rooms.data} onOpen={setOpen} />
            </Table.ScrollContainer>
          )}
        </Box>
      )}
      {open && <RoomForm {...(open !== 'new' && { room: open })} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function RoomTable({ rooms, onOpen }: { rooms: readonly RoomNow[]; onOpen: (room: RoomNow) => void }) {
  const { t } = useTranslation();
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('rooms.name')}</Table.Th>
          <Table.Th>{t('rooms.kind')}</Table.Th>
          <Table.Th>{t('rooms.cameras')}</Table.Th>
          <Table.Th>
            <VisuallyHidden>{t('app.acts')}</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rooms.map((room) => (
          <Table.Tr key={room.id} data-testid="room-row" data-room-id={room.id}>
            <Table.Td>
              <Text size="sm" fw={500}>
                {room.name}
              </Text>
              <Text size="xs" c="dimmed" ff="monospace">
                {room.code}
              </Text>
            </Table.Td>
            <Table.Td>{t(`terms.roomKind.${room.kind}`)}</Table.Td>
            <Table.Td>{room.cameras.map(({ name }) => name).join(', ') || '–'}</Table.Td>
            <Table.Td ta="right">
              <Button size="xs" variant="subtle" onClick={() => onOpen(room)}>
                {t('app.act.change')}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
