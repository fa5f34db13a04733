import type { LiveCamera, View } from '../../../../services/contracts/view.ts';
import { ViewerMark } from '../../replay/pictures/viewer-mark.tsx';
import type { LiveState } from '../playing/live-player.ts';
import { useLivePlayer } from '../playing/use-live-player.ts';
import look from '../wall.module.css';
import { LevelBar } from './level-bar.tsx';

interface Props {
  view: View;
  camera: LiveCamera;
  /** Whether one hears it. */
  sound: boolean;
  children?: (state: LiveState) => React.ReactNode;
}

/** One camera as it is now, with who looks written over it. */
export function LivePicture({ view, camera, sound, children }: Props) {
  const address = sound ? `${camera.address}?sound=true` : camera.address;
  const { attach, video, state } = useLivePlayer(address);
  return (
    <>
      <video
        // Another stream gets another element: its sound is tapped once and for all.
        key={address}
        ref={attach}
        className={look.video}
        data-camera-id={camera.camera.id}
        data-live-state={state.kind}
        muted={!sound}
        playsInline
        disablePictureInPicture
        aria-label={camera.camera.name}
      />
      <ViewerMark view={view} />
      {sound && video && <LevelBar key={`${address} level`} video={video} />}
      {children?.(state)}
    </>
  );
}
