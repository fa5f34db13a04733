import { useEffect } from 'react';
import type { RoomNow } from '../../../services/contracts/recording/room.ts';

interface Inputs {
  shown: readonly RoomNow[];
  isBig: boolean;
  onBig: (roomId: string | null) => void;
  onSound: () => void;
  onRewind: (on: boolean) => void;
  onFullScreen: () => void;
}

/** The keys of the wall, everywhere on the screen but in fields, menus and dialogs. */
export function useWallKeys({ shown, isBig, onBig, onSound, onRewind, onFullScreen }: Inputs): void {
  useEffect(() => {
    const acts = new Map<string, () => void>([
      ['f', onFullScreen],
      ...(isBig
        ? ([
            ['Escape', () => onBig(null)],
            ['0', () => onBig(null)],
            ['m', onSound],
            ['r', () => onRewind(true)],
            ['l', () => onRewind(false)],
          ] as const)
        : []),
    ]);
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isElsewhere(event.target)) return;
      const room = /^[1-9]$/.test(event.key) ? shown[Number(event.key) - 1] : undefined;
      const act = room ? () => onBig(room.id) : acts.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}

const isElsewhere = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest('input, textarea, select, [role=dialog], [role=menu], [role=slider]') !== null;
