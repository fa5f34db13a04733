import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { type Marker, type MarkerNote, markerRoutes } from '../../../../services/contracts/custody/marker.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/use-act.ts';
import { formatTime } from '../../text/time.ts';

export type NewMarker = z.input<typeof markerRoutes.add.body>;
type Change = Omit<z.input<typeof markerRoutes.change.body>, 'version'>;

interface Step {
  run: () => Promise<Marker | null>;
  /** How to take it back, and what to say of it meanwhile. */
  back?: (made: Marker | null) => { says: string; step: Step };
  after?: () => void;
}

export type MarkerActs = ReturnType<typeof useMarkerActs>;

/** What a person does with markers of a session; the last of it can be taken back. */
export function useMarkerActs(sessionId: string) {
  const { t } = useTranslation();
  const [last, setLast] = useState<{ says: string; step: Step } | null>(null);
  const act = useAct({
    run: (step: Step) => step.run(),
    after: (made, step) => {
      setLast(step.back?.(made) ?? null);
      step.after?.();
    },
  });
  const patch = (markerId: string, version: number, change: Change): Step => ({
    run: () => call(markerRoutes.change, { params: { markerId }, body: { version, ...change } }),
  });
  const add = (body: NewMarker, after?: () => void) =>
    act.mutate({
      run: () => call(markerRoutes.add, { params: { sessionId }, body }),
      back: (made) => ({
        says: t('markers.added', { what: t(`terms.markerKind.${body.kind}`), time: formatTime(made?.at ?? '') }),
        step: patch(made?.id ?? '', made?.version ?? 0, { removed: true }),
      }),
      ...(after && { after }),
    });
  const change = (marker: Marker, to: Change, after?: () => void) =>
    act.mutate({
      ...patch(marker.id, marker.version, to),
      back: () => ({
        says: t('markers.changed', { time: formatTime(marker.at) }),
        step: patch(marker.id, marker.version + 1, {
          ...{ text: marker.text ?? '', colour: marker.colour, forId: marker.for?.id ?? null },
        }),
      }),
      ...(after && { after }),
    });
  const remove = (note: MarkerNote, at: string) =>
    act.mutate({
      ...patch(note.id, note.version, { removed: true }),
      back: () => ({
        says: t('markers.removed', { time: formatTime(at) }),
        step: patch(note.id, note.version + 1, { removed: false }),
      }),
    });
  const answer = (markerId: string, text: string, after: () => void) =>
    act.mutate({ run: () => call(markerRoutes.answer, { params: { markerId }, body: { text } }), after });
  return {
    ...{ add, change, remove, answer, last },
    undo: () => last && act.mutate(last.step),
    busy: act.isPending,
    error: act.error,
  };
}
