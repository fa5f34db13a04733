import {
  type Marker,
  type MarkerColour,
  type MarkerKind,
  withdrawalKinds,
} from '../../../../services/contracts/custody/marker.ts';
import { plainText } from '../../../../services/contracts/plain-text.ts';

const isOfWithdrawal = (kind: MarkerKind) => withdrawalKinds.some((one) => one === kind);

/** The colour that a kind has unless somebody chooses another. */
export function colourOf(kind: MarkerKind): MarkerColour {
  if (kind === 'note') return 'amber';
  return isOfWithdrawal(kind) ? 'violet' : 'teal';
}

export const markerFilters = ['all', 'procedure', 'notes', 'mine'] as const;
export type MarkerFilter = (typeof markerFilters)[number];

/** Markers as a filter and typed words leave them; words are found with or without diacritics, also in notes under a marker. */
export function filtered(markers: readonly Marker[], filter: MarkerFilter, words: string, me: string): Marker[] {
  const wanted = plainText(words.trim());
  const isShown = (marker: Marker) => {
    if (filter === 'procedure') return marker.kind !== 'note';
    if (filter === 'notes') return marker.kind === 'note' || marker.text !== '' || marker.answers.length > 0;
    return filter === 'all' || marker.own || marker.for?.id === me || marker.answers.some(({ own }) => own);
  };
  const says = ({ text, by, answers }: Marker) =>
    [text, by.name, ...answers.flatMap((answer) => [answer.text, answer.by.name])].join('\n');
  return markers.filter((marker) => isShown(marker) && plainText(says(marker)).includes(wanted));
}

/** A frame after the one that was asked for still counts as there. */
const nearMs = 700;

/** The marker before or after an instant (wall ms); undefined at the ends. */
export function neighbour(markers: readonly Marker[], atMs: number, direction: 1 | -1): Marker | undefined {
  return direction > 0
    ? markers.find(({ at }) => Date.parse(at) > atMs + nearMs)
    : markers.findLast(({ at }) => Date.parse(at) < atMs - nearMs);
}

/** Address that opens the replay of a session at an instant. */
export const replayAt = (sessionId: string, at: string) => `/sessions/${sessionId}/replay?at=${encodeURIComponent(at)}`;
