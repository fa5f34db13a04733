import { VisuallyHidden } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomNow } from '../../../services/contracts/recording/room.ts';
import { arranged, movedTo, useArrangement } from './arrangement.ts';
import { type GivenReason, Tile } from './tile/tile.tsx';
import { Toolbar } from './toolbar.tsx';
import look from './wall.module.css';
import { useWallKeys } from './wall-keys.ts';

interface Props {
  rooms: readonly RoomNow[];
  reason: GivenReason;
  onExpired: () => void;
}

/** All rooms in a grid that somebody arranges, or one of them large with its sound and the others beside it. */
export function Wall({ rooms, reason, onExpired }: Props) {
  const { t } = useTranslation();
  const whole = useRef<HTMLDivElement>(null);
  const { size, order, change } = useArrangement();
  const [page, setPage] = useState(0);
  const [big, setBig] = useState<{ id: string; sound: boolean; isRewound: boolean } | null>(null);
  const [said, setSaid] = useState('');
  const all = arranged(rooms, order);
  const ids = all.map(({ id }) => id);
  const pages = Math.max(1, Math.ceil(all.length / size));
  const start = Math.min(page, pages - 1) * size;
  const shown = all.slice(start, start + size);
  const open = (id: string | null) => setBig(id === null ? null : { id, sound: true, isRewound: false });
  const place = (id: string, to: number) => {
    const next = movedTo(ids, id, to);
    change({ order: next });
    const room = all.find((one) => one.id === id);
    setSaid(t('wall.moved', { room: room?.name, place: next.indexOf(id) + 1 }));
  };
  const fullScreen = () =>
    void (document.fullscreenElement ? document.exitFullscreen() : whole.current?.requestFullscreen());
  const acts = {
    onBig: open,
    onMove: (id: string, by: number) => place(id, ids.indexOf(id) + by),
    onDrop: (id: string, ontoId: string) => ids.includes(id) && place(id, ids.indexOf(ontoId)),
    onSound: () => setBig((now) => now && { ...now, sound: !now.sound }),
    onRewind: (isRewound: boolean) => setBig((now) => now && { ...now, isRewound }),
    onExpired,
  };
  useWallKeys({ ...acts, shown, isBig: big !== null, onFullScreen: fullScreen });
  const isThere = big !== null && shown.some(({ id }) => id === big.id);
  return (
    <div ref={whole} className={look.screen} data-testid="wall">
      <Toolbar
        {...{ size, page: start / size, pages }}
        onSize={(next) => change({ size: next })}
        onPage={setPage}
        onFullScreen={fullScreen}
      />
      <section
        className={look.stage}
        data-big={isThere}
        aria-label={t('wall.rooms')}
        style={{ '--columns': Math.sqrt(size), '--rows': Math.sqrt(size) } as React.CSSProperties}
      >
        {shown.map((room) => {
          const isBig = isThere && big.id === room.id;
          return (
            <Tile
              key={room.id}
              {...acts}
              {...{ room, reason, isBig }}
              sound={isBig && big.sound}
              isRewound={isBig && big.isRewound}
              hasInset={isBig || (!isThere && size <= 4)}
            />
          );
        })}
      </section>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </div>
  );
}
