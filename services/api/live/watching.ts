import type { LiveWatcher } from '../../access/views/live.ts';
import type { LiveSource } from '../../recording/cameras/live-source.ts';
import type { LiveViewer } from './viewer.ts';

/** Somebody who watches a camera, or waits for its picture. */
export interface Watching extends LiveWatcher {
  source: LiveSource;
  viewer: LiveViewer;
}
