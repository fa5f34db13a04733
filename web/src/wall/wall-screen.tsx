import { Button, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { IconBroadcast, IconDoor } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomNow } from '../../../services/contracts/recording/room.ts';
import { roomsQuery } from '../api/queries.ts';
import { useMe } from '../app/current-person.ts';
import { addressOfPlace } from '../app/navigation.ts';
import { ReasonDialog } from '../replay/opening/reason-dialog.tsx';
import type { Reason } from '../replay/opening/use-view.ts';
import { Empty, GoTo } from '../ui/empty.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import type { GivenReason } from './tile/acts.ts';
import look from './wall.module.css';
import { Wall } from './wall.tsx';

/** Rooms as they are now. Supervisor and chief say once why they watch; an officer sees the room of the own session. */
export function WallScreen() {
  const { t } = useTranslation();
  const { role } = useMe();
  const rooms = useQuery(roomsQuery);
  useEffect(() => {
    document.title = `${t('wall.title')} · ${t('app.name')}`;
  }, [t]);
  if (rooms.error) {
    return (
      <Stack p="md">
        <ProblemNotice error={rooms.error} onRetry={() => void rooms.refetch()} />
      </Stack>
    );
  }
  if (!rooms.data) return <Skeleton className={look.opening} role="status" aria-label={t('replay.opening')} />;
  const shown = role === 'officer' ? rooms.data.filter(({ mayWatch }) => mayWatch) : rooms.data;
  if (shown.length > 0) return role === 'officer' ? <OwnRoom rooms={shown} /> : <Overseen rooms={shown} />;
  const words = role === 'officer' ? 'emptyOfficer' : 'empty';
  return (
    <>
      <VisuallyHidden component="h1">{t('wall.title')}</VisuallyHidden>
      <Empty
        icon={IconDoor}
        title={t(`wall.${words}`)}
        hint={t(`wall.${words}Hint`)}
        action={<GoTo to={addressOfPlace.today}>{t(role === 'officer' ? 'today.start' : 'app.nav.today')}</GoTo>}
      />
    </>
  );
}

const own = (): GivenReason => ({ reasonCode: 'own', note: '', givenAtMs: Date.now() });

function OwnRoom({ rooms }: { rooms: RoomNow[] }) {
  const [reason, setReason] = useState(own);
  const expire = useCallback(() => setReason(own), []);
  return <Wall rooms={rooms} reason={reason} onExpired={expire} />;
}

function Overseen({ rooms }: { rooms: RoomNow[] }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState<GivenReason | null>(null);
  const [asking, setAsking] = useState(true);
  const [expired, setExpired] = useState(false);
  const expire = useCallback(() => {
    setReason(null);
    setExpired(true);
    setAsking(true);
  }, []);
  const give = (given: Reason) => {
    setReason({ ...given, givenAtMs: Date.now() });
    setAsking(false);
  };
  if (reason) return <Wall rooms={rooms} reason={reason} onExpired={expire} />;
  return (
    <>
      <VisuallyHidden component="h1">{t('wall.title')}</VisuallyHidden>
      <Empty
        icon={IconBroadcast}
        title={t('wall.asked')}
        hint={t('wall.reason.hint')}
        action={<Button onClick={() => setAsking(true)}>{t('wall.ask')}</Button>}
      />
      {asking && (
        <ReasonDialog
          live
          cases={[]}
          again={expired}
          busy={false}
          error={null}
          onSubmit={give}
          onLeave={() => setAsking(false)}
        />
      )}
    </>
  );
}
