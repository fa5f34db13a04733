import { Anchor } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Role } from '../../../../services/contracts/access/account.ts';
import { useMe } from '../../app/current-person.ts';
import { toPicker } from '../../text/time.ts';

/** Those who cut sessions out of a record; the API decides again. */
export const maySeeDay = (role: Role) => role === 'officer' || role === 'supervisor' || role === 'chief';

/** Address of a room's day; `day` is any instant of it. */
export const dayAddress = (roomId: string, day: number) => `/rooms/${roomId}/day/${toPicker(day).slice(0, 10)}`;

/** To the page of a room's day, for those who may see it. */
export function DayLink({ roomId }: { roomId: string }) {
  const { t } = useTranslation();
  if (!maySeeDay(useMe().role)) return null;
  return (
    <Anchor component={Link} to={dayAddress(roomId, Date.now())} size="sm" w="fit-content" data-testid="room-day-link">
      <IconTimeline size={16} aria-hidden style={{ verticalAlign: 'text-bottom' }} /> {t('roomDay.open')}
    </Anchor>
  );
}
