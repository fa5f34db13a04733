import { ActionIcon, Tooltip } from '@mantine/core';
import { IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { View, ViewCamera } from '../../../../services/contracts/view.ts';
import type { Replay } from '../playing/replay.ts';
import type { ReplayState } from '../playing/state.ts';
import look from '../replay.module.css';
import { PictureCover } from './picture-cover.tsx';
import { ViewerMark } from './viewer-mark.tsx';

interface Props {
  view: View;
  replay: Replay;
  state: ReplayState;
}

/** The pictures: one large and the others beside it, or all alike. */
export function Stage({ view, replay, state }: Props) {
  const columns = Math.ceil(Math.sqrt(view.cameras.length));
  return (
    <div
      className={look.stage}
      data-layout={state.layout}
      data-count={view.cameras.length}
      style={{ '--columns': columns, '--others': Math.max(1, view.cameras.length - 1) } as React.CSSProperties}
    >
      {view.cameras.map((camera) => (
        <Picture key={camera.camera.id} view={view} camera={camera} replay={replay} state={state} />
      ))}
    </div>
  );
}

function Picture({ view, camera, replay, state }: Props & { camera: ViewCamera }) {
  const { t } = useTranslation();
  const { id, name } = camera.camera;
  const attach = useCallback(
    (video: HTMLVideoElement) => {
      replay.attach(id, video);
      return () => replay.attach(id, null);
    },
    [replay, id],
  );
  const main = state.main === id;
  return (
    <figure className={look.picture} data-main={main} data-testid="picture" data-camera={id}>
      {/* biome-ignore lint/a11y/useMediaCaption: a record of a meeting has no captions */}
      <video
        ref={attach}
        data-camera-id={id}
        data-condition={state.conditions[id]}
        playsInline
        disablePictureInPicture
        aria-label={name}
      />
      <ViewerMark view={view} />
      <PictureCover camera={camera} condition={state.conditions[id] ?? 'loading'} replay={replay} />
      <button
        type="button"
        className={look.choose}
        aria-label={t('replay.large', { camera: name })}
        aria-pressed={main && state.layout === 'large'}
        onClick={() => replay.show({ main: id, layout: main && state.layout === 'large' ? 'grid' : 'large' })}
      />
      <figcaption className={look.caption}>
        <span>{name}</span>
        {camera.hasAudio && (
          <Tooltip label={state.sound === id ? t('replay.mute') : t('replay.sound')}>
            <ActionIcon
              variant="transparent"
              size="md"
              color="gray.1"
              aria-label={`${name}: ${state.sound === id ? t('replay.mute') : t('replay.sound')}`}
              aria-pressed={state.sound === id}
              onClick={() => replay.show({ sound: state.sound === id ? null : id })}
              data-testid="sound"
            >
              {state.sound === id ? <IconVolume size={18} /> : <IconVolumeOff size={18} />}
            </ActionIcon>
          </Tooltip>
        )}
      </figcaption>
    </figure>
  );
}
