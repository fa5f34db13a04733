import { useCallback, useState, useSyncExternalStore } from 'react';
import { LivePlayer, type LiveState } from './live-player.ts';

const notYet: LiveState = { kind: 'connecting', cause: null, lastPictureMs: null, converted: false };

/** Plays an address in the video element that gets `attach` as its ref. */
export function useLivePlayer(address: string) {
  const [player, setPlayer] = useState<LivePlayer | null>(null);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const attach = useCallback(
    (element: HTMLVideoElement) => {
      const made = new LivePlayer(element, address);
      setPlayer(made);
      setVideo(element);
      return () => {
        made.close();
        setPlayer(null);
      };
    },
    [address],
  );
  const subscribe = useCallback((listener: () => void) => player?.subscribe(listener) ?? (() => {}), [player]);
  const state = useSyncExternalStore(subscribe, () => player?.getState() ?? notYet);
  return { attach, video, state };
}
