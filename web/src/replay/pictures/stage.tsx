import { ActionIcon, Tooltip } from '@mantine/core';
import { IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { View, ViewCamera } from '../../../../services/contracts/view.ts';
import type { Replay, Snapshot } from '../playing/replay.ts';
import look from '../replay.module.css';
import { PictureCover } from './picture-cover.tsx';
import { ViewerMark } from './viewer-mark.tsx';

interface Props {
  view: View;
  replay: Replay;
  snapshot: Snapshot;
}

/** The pictures: one large and the others beside it, or all alike. */
export function Stage({ view, replay, snapshot }: Props) {
  const columns = Math.ceil(Math.sqrt(view.cameras.length));
  return (
    <div
      className={look.stage}
      data-layout={snapshot.layout}
      data-count={view.cameras.length}
      style={{ '--columns': columns, '--others': Math.max(1, view.cameras.length - 1) } as React.CSSProperties}
    >
      {view.cameras.map((camera) => (
        <Picture key={camera.camera.id} view={view} camera={camera} replay={replay} snapshot={snapshot} />
      ))}
    </div>
  );
}

function Picture({ view, camera, replay, snapshot }: Props & { camera: ViewCamera }) {
  const { t } = useTranslation();
  const { id, name } = camera.camera;
  const attach = useCallback(
    (video: HTMLVideoElement) => {
      replay.attach(id, video);
      return () => replay.attach(id, null);
    },
    [replay, id],
  );
  const main = snapshot.main === id;
  return (
    <figure className={look.picture} data-main={main} data-testid="picture" data-camera={id}>
      {/* biome-ignore lint/a11y/useMediaCaption: a record of a meeting has no captions */}
      <video
        ref={attach}
        data-camera-id={id}
        data-condition={snapshot.conditions[id]}
        playsInline
        disablePictureInPicture
        aria-label={name}
      />
      <ViewerMark view={view} />
      <PictureCover camera={camera} condition={snapshot.conditions[id] ?? 'loading'} replay={replay} />
      <button
        type="button"
        className={look.choose}
        aria-label={t('replay.large', { camera: name })}
        aria-pressed={main}
        onClick={() => replay.show({ main: id, layout: snapshot.layout })}
        onDoubleClick={() => replay.show({ main: id, layout: snapshot.layout === 'grid' ? 'large' : 'grid' })}
      />
      <figcaption className={look.caption}>
        <span>{name}</span>
        {camera.hasAudio && (
          <Tooltip label={snapshot.sound === id ? t('replay.mute') : t('replay.sound')}>
            <ActionIcon
              variant="transparent"
              size="md"
              color="gray.1"
              aria-label={`${name}: ${snapshot.sound === id ? t('replay.mute') : t('replay.sound')}`}
              aria-pressed={snapshot.sound === id}
              onClick={() => replay.show({ sound: snapshot.sound === id ? null : id })}
              data-testid="sound"
            >
              {snapshot.sound === id ? <IconVolume size={18} /> : <IconVolumeOff size={18} />}
            </ActionIcon>
          </Tooltip>
        )}
      </figcaption>
    </figure>
  );
}
