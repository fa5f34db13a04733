/**
 * Wall time ↔ media time of one camera. Media time runs on over a gap, wall time does not. Milliseconds wall, seconds media.
 * A piece is a playlist entry as hls.js keeps it: it moves `start` as it learns the true times, so nothing is copied from it.
 */
export interface Piece {
  start: number;
  duration: number;
  /** The playlists name it for every entry. */
  programDateTime: number | null;
}

/** Rounding of entry lengths leaves holes of up to a few frames between neighbours; they are no gaps. */
const toleranceMs = 120;

const wallStart = (piece: Piece) => piece.programDateTime ?? Number.NaN;

/** Media time that shows a wall time; null where the camera has no footage then. Pieces are in order. */
export function mediaAt(pieces: readonly Piece[], wallMs: number): number | null {
  const piece = pieces[lastIndex(pieces, (one) => wallStart(one) <= wallMs)];
  if (!piece) return null;
  const into = wallMs - wallStart(piece);
  if (into >= piece.duration * 1000 + toleranceMs) return null;
  return piece.start + Math.min(into / 1000, piece.duration);
}

/** Wall time of a displayed frame. A frame a hair outside of every piece belongs to the nearest before it, else to the first. */
export function wallAt(pieces: readonly Piece[], mediaSeconds: number): number | null {
  const piece = pieces[lastIndex(pieces, (one) => one.start <= mediaSeconds + 0.001)] ?? pieces[0];
  return piece ? wallStart(piece) + (mediaSeconds - piece.start) * 1000 : null;
}

/** The piece that comes after a wall time without footage; null when none does. */
export function nextPiece<T extends Piece>(pieces: readonly T[], wallMs: number): T | null {
  return pieces[lastIndex(pieces, (one) => wallStart(one) <= wallMs) + 1] ?? null;
}

/** Index of the last item of a sorted list for which `holds`, −1 when for none. */
export function lastIndex<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
