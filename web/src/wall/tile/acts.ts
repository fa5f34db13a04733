import type { Reason } from '../../replay/opening/use-view.ts';

/** Why somebody watches the wall, and since when. */
export type GivenReason = Reason & { givenAtMs: number };

/** What one can do with a tile. */
export interface TileActs {
  onBig: (roomId: string | null) => void;
  onMove: (roomId: string, by: number) => void;
  onDrop: (roomId: string, ontoId: string) => void;
  onSound: () => void;
  onRewind: (on: boolean) => void;
  onExpired: () => void;
}
