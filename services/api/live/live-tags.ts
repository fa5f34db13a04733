import { scriptTag } from '../../adapters/video/live/flv.ts';
import type { GapCause } from '../../contracts/recording/gap.ts';
import { type LiveTag, liveTagName } from '../../contracts/view.ts';

/** Why there is no picture, where that is known, and when the last one came; 0: none has. */
export interface Loss {
  cause: GapCause | null;
  lastPictureMs: number;
}

/** Tells a player that the picture comes. */
export const beginsTag = (converted: boolean) => live({ state: 'begins', converted });

/** Tells a player that no picture comes any more. */
export const lostTag = ({ cause, lastPictureMs }: Loss) => live({ state: 'lost', cause: cause ?? '', lastPictureMs });

const live = (tag: LiveTag) => scriptTag(liveTagName, tag);
