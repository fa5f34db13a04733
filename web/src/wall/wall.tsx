import { VisuallyHidden } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomNow } from '../../../services/contracts/recording/room.ts';
import { arranged, type GridSize, movedTo, useArrangement } from './arrangement.ts';
import type { GivenReason } from './tile/acts.ts';
import { Tile } from './tile/tile.tsx';
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
  const [page, setPage] = useState(0);
  const { all, size, setSize, place, said } = usePlaces(rooms);
  const { big, acts: ofBig } = useBig();
  const pages = Math.max(1, Math.ceil(all.length / size));
  const shownPage = Math.min(page, pages - 1);
  const shown = all.slice(shownPage * size, (shownPage + 1) * size);
  const isThere = big !== null && shown.some(({ id }) => id === big.id);
  const fullScreen = () =>
    void (document.fullscreenElement ? document.exitFullscreen() : whole.current?.requestFullscreen());
  const acts = { ...ofBig, ...place, onExpired };
  useWallKeys({ ...acts, shown, isBig: isThere, onFullScreen: fullScreen });
  return (
    <div ref={whole} className={look.screen} data-testid="wall">
      <Toolbar {...{ size, pages, page: shownPage }} onSize={setSize} onPage={setPage} onFullScreen={fullScreen} />
      <section
        className={look.stage}
        data-big={isThere}
        aria-label={t('wall.rooms')}
        style={{ '--side': Math.sqrt(size) } as React.CSSProperties}
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

/** The rooms in the order that somebody wants, and how they are put elsewhere. */
function usePlaces(rooms: readonly RoomNow[]) {
  const { t } = useTranslation();
  const { size, order, change } = useArrangement();
  const [said, setSaid] = useState('');
  const all = arranged(rooms, order);
  const ids = all.map(({ id }) => id);
  const put = (id: string, to: number) => {
    const next = movedTo(ids, id, to);
    change({ order: next });
    setSaid(t('wall.moved', { room: all.find((one) => one.id === id)?.name, place: next.indexOf(id) + 1 }));
  };
  const place = {
    onMove: (id: string, by: number) => put(id, ids.indexOf(id) + by),
    onDrop: (id: string, ontoId: string) => {
      if (ids.includes(id)) put(id, ids.indexOf(ontoId));
    },
  };
  return { all, size, setSize: (next: GridSize) => change({ size: next }), place, said };
}

/** Which room is large, whether one hears it, and whether it shows what was a moment ago. */
function useBig() {
  const [big, setBig] = useState<{ id: string; sound: boolean; isRewound: boolean } | null>(null);
  const acts = {
    onBig: (id: string | null) => setBig(id === null ? null : { id, sound: true, isRewound: false }),
    onSound: () => setBig((now) => now && { ...now, sound: !now.sound }),
    onRewind: (isRewound: boolean) => setBig((now) => now && { ...now, isRewound }),
  };
  return { big, acts };
}
