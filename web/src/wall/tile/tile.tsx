import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomNow } from '../../../../services/contracts/recording/room.ts';
import type { LiveCamera, View } from '../../../../services/contracts/view.ts';
import type { Reason } from '../../replay/opening/use-view.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useLiveView } from '../opening/use-live-view.ts';
import look from '../wall.module.css';
import type { GivenReason, TileActs } from './acts.ts';
import { Caption } from './caption.tsx';
import { ClosedRoom, isOpen, Lost } from './cover.tsx';
import { LivePicture } from './live-picture.tsx';
import { Rewind } from './rewind.tsx';
import { Tools } from './tools.tsx';

interface Props extends TileActs {
  room: RoomNow;
  reason: GivenReason;
  /** The large one: it is heard, and can be rewound. */
  isBig: boolean;
  sound: boolean;
  isRewound: boolean;
  /** Whether there is room for another camera in the corner. */
  hasInset: boolean;
}

/** One room on the wall. */
export function Tile(props: Props) {
  const { t } = useTranslation();
  const { room, isBig, onBig, onMove, onDrop } = props;
  return (
    <article
      className={look.tile}
      data-testid="tile"
      data-room-id={room.id}
      data-big={isBig}
      aria-label={room.name}
      draggable={!isBig}
      onDragStart={(event) => event.dataTransfer.setData('text/plain', room.id)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onDrop(event.dataTransfer.getData('text/plain'), room.id);
      }}
    >
      {isOpen(room) ? <OpenRoom {...props} /> : <ClosedRoom room={room} />}
      {!isBig && (
        <button
          type="button"
          className={look.choose}
          aria-label={t('wall.enlarge', { room: room.name })}
          aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
          onClick={() => onBig(room.id)}
          onKeyDown={(event) => {
            const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
            if (!event.altKey || by === undefined) return;
            event.preventDefault();
            onMove(room.id, by);
          }}
        />
      )}
      <Caption room={room} />
      <Tools {...props} />
    </article>
  );
}

function OpenRoom(props: Props) {
  const { room, reason, isRewound, onExpired, onRewind } = props;
  const view = useLiveView(room.id, reason, onExpired);
  const [mainId, setMainId] = useState<string | null>(null);
  if (view.error)
    return (
      <div className={look.cover}>
        <ProblemNotice error={view.error} onRetry={() => void view.refetch()} />
      </div>
    );
  if (!view.data) return null;
  const { live } = view.data;
  const main = live.find(({ camera }) => camera.id === mainId) ?? live[0];
  if (!main) return null;
  if (isRewound)
    return <Rewind room={room} cameraId={main.camera.id} reason={reasonOnly(reason)} onLive={() => onRewind(false)} />;
  return <Pictures {...props} view={view.data} main={main} onMain={setMainId} />;
}

const reasonOnly = ({ givenAtMs: _, ...reason }: GivenReason): Reason => reason;

interface PicturesProps extends Props {
  view: View;
  main: LiveCamera;
  onMain: (cameraId: string) => void;
}

function Pictures({ room, view, main, isBig, sound, hasInset, onMain }: PicturesProps) {
  const { t } = useTranslation();
  const inset = hasInset ? view.live.find(({ camera }) => camera.id !== main.camera.id) : undefined;
  return (
    <>
      <LivePicture view={view} camera={main} sound={isBig && sound}>
        {(state) => (
          <>
            <Lost room={room} cameraId={main.camera.id} state={state} />
            <Text className={look.connection} size="xs" data-testid="connection" data-state={state.kind}>
              <span className={state.kind === 'live' ? 'mc-recording-dot' : look.dot} aria-hidden />
              {t(state.kind === 'lost' ? 'wall.lost' : state.kind === 'live' ? 'wall.live' : 'wall.connecting')}
              {state.converted && ` · ${t('wall.converted')}`}
            </Text>
          </>
        )}
      </LivePicture>
      {inset && (
        <button
          type="button"
          className={look.inset}
          aria-label={t('wall.camera', { camera: inset.camera.name })}
          onClick={() => onMain(inset.camera.id)}
          data-testid="inset"
        >
          <LivePicture view={view} camera={inset} sound={false} />
        </button>
      )}
    </>
  );
}
