import { useEffect } from 'react';
import type { View } from '../../../../services/contracts/view.ts';
import type { Replay } from '../playing/replay.ts';
import type { Sight } from '../timeline/use-sight.ts';
import { zoomStep } from '../timeline/zoom.tsx';

interface Inputs {
  replay: Replay;
  view: View;
  sight: Sight;
  onSnapshot: () => void;
  onFullScreen: () => void;
  onSheet: () => void;
}

const seekMs = 5_000;
const pageMs = 60_000;

/** The keys of the replay (ui.md), everywhere on the screen but in fields, menus, dialogs and what has keys of its own. */
export function useReplayKeys({ replay, view, sight, onSnapshot, onFullScreen, onSheet }: Inputs): void {
  useEffect(() => {
    const acts = new Map<string, () => void>([
      [' ', () => replay.setPlaying(!replay.getState().playing)],
      ['k', () => replay.setPlaying(!replay.getState().playing)],
      ['j', () => replay.shuttle(-1)],
      ['l', () => replay.shuttle(1)],
      ['ArrowLeft', () => replay.seekBy(-seekMs)],
      ['ArrowRight', () => replay.seekBy(seekMs)],
      [',', () => replay.step(-1)],
      ['.', () => replay.step(1)],
      ['Home', () => replay.seek(replay.from)],
      ['End', () => replay.seek(replay.to)],
      ['+', () => sight.zoomBy(1 / zoomStep, replay.position())],
      ['=', () => sight.zoomBy(1 / zoomStep, replay.position())],
      ['-', () => sight.zoomBy(zoomStep, replay.position())],
      ['[', () => replay.setLoop('from')],
      [']', () => replay.setLoop('to')],
      ['i', () => replay.setSkip('silence', !replay.getState().skips.silence)],
      ['e', () => replay.setSkip('empty', !replay.getState().skips.empty)],
      ['s', onSnapshot],
      ['PageUp', () => replay.seekBy(-pageMs)],
      ['PageDown', () => replay.seekBy(pageMs)],
      ['Escape', () => replay.clearLoop()],
      ['0', () => replay.show({ layout: 'grid' })],
      ['v', () => toggleSound(replay, view)],
      ['f', onFullScreen],
      ['?', onSheet],
    ]);
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isElsewhere(event.target)) return;
      const camera = /^[1-9]$/.test(event.key) ? view.cameras[Number(event.key) - 1] : undefined;
      const act = camera
        ? () => replay.show({ main: camera.camera.id, layout: 'large' })
        : acts.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
      if (!act) return;
      event.preventDefault();
      act();
    };
    // Before a tooltip, which keeps Escape for itself.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [replay, view, sight, onSnapshot, onFullScreen, onSheet]);
}

/** Silence, or the sound of the large camera, else of the first that has any. */
function toggleSound(replay: Replay, view: View): void {
  const { sound, main } = replay.getState();
  const heard = view.cameras.filter(({ hasAudio }) => hasAudio).map(({ camera }) => camera.id);
  replay.show({ sound: sound ? null : heard.includes(main) ? main : (heard[0] ?? null) });
}

/** Whether a key belongs to a field, a menu or a dialog. */
export function isElsewhere(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [role="dialog"], [role="menu"], [role="listbox"], [data-own-keys]') !==
      null
  );
}
