import type { View } from '../../../../services/contracts/view.ts';
import { rememberedLayout } from './remembered-layout.ts';
import type { Skip, SkipKind } from './skipping.ts';
import type { Trouble } from './stream.ts';

export type Condition = 'footage' | 'none' | 'loading' | Trouble;

/** What the controls show; a new object with each change. */
export interface ReplayState {
  playing: boolean;
  rate: number;
  main: string;
  layout: 'large' | 'grid';
  /** Camera one hears; null = silent. */
  sound: string | null;
  conditions: Readonly<Record<string, Condition>>;
  /** A stretch played again and again, once both ends are set; wall ms. */
  loop: { from: number | null; to: number | null };
  /** What playing leaves out. */
  skips: Readonly<Record<SkipKind, boolean>>;
  /** What was left out last. */
  skipped: Skip | null;
}

export function firstState(view: View): ReplayState {
  const heard = view.cameras.find(({ hasAudio }) => hasAudio) ?? view.cameras[0];
  const remembered = rememberedLayout(view.cameras.map(({ camera }) => camera.id));
  return {
    playing: false,
    rate: 1,
    main: remembered?.main ?? heard?.camera.id ?? '',
    layout: view.cameras.length === 1 ? 'grid' : (remembered?.layout ?? 'large'),
    sound: heard?.hasAudio ? heard.camera.id : null,
    conditions: {},
    loop: { from: null, to: null },
    skips: { silence: false, empty: false },
    skipped: null,
  };
}
