import { ActionIcon, Button, Loader, Slider, Text } from '@mantine/core';
import { IconBroadcast, IconPlayerPause, IconPlayerPlay, IconRewindBackward10 } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomNow } from '../../../../services/contracts/recording/room.ts';
import { rewindMinutes, type View, viewRoutes } from '../../../../services/contracts/view.ts';
import { call } from '../../api/call.ts';
import type { Reason } from '../../replay/opening/use-view.ts';
import { ViewerMark } from '../../replay/pictures/viewer-mark.tsx';
import { Replay } from '../../replay/playing/replay.ts';
import { useProgress } from '../../replay/playing/use-progress.ts';
import { formatTime } from '../../text/time.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import look from '../wall.module.css';

interface Props {
  room: RoomNow;
  cameraId: string;
  reason: Reason;
  onLive: () => void;
}

/** What was just missed begins so long before the end of the record. */
const beginBackMs = 30_000;
const stepMs = 10_000;
const tickMs = 250;

/** The last minutes of a room in the place of its live picture, out of the record: a look of its own. */
export function Rewind({ room, cameraId, reason, onLive }: Props) {
  const { mutate, data, error } = useMutation({
    mutationFn: () => call(viewRoutes.open, { body: bodyFor(room, reason) }),
  });
  useEffect(() => mutate(), [mutate]);
  if (error)
    return (
      <div className={look.cover}>
        <ProblemNotice error={error} />
        <Back onLive={onLive} />
      </div>
    );
  if (!data) return <Loader className={look.centre} />;
  return <Rewound view={data} cameraId={cameraId} onLive={onLive} />;
}

/** Of an own session its officer sees the session; others the room's record, without what is not for them. */
function bodyFor(room: RoomNow, reason: Reason) {
  const { occupancy } = room;
  if (occupancy.kind === 'occupied' && reason.reasonCode === 'own')
    return { target: { kind: 'session' as const, sessionId: occupancy.sessionId }, ...reason };
  const from = new Date(Date.now() - rewindMinutes * 60_000).toISOString();
  return { target: { kind: 'record' as const, roomId: room.id, from, to: new Date().toISOString() }, ...reason };
}

function Rewound({ view, cameraId, onLive }: { view: View; cameraId: string; onLive: () => void }) {
  const [replay, setReplay] = useState<Replay | null>(null);
  const leave = useRef(onLive);
  leave.current = onLive;
  const earliest = Math.max(Date.parse(view.from), Date.parse(view.to) - rewindMinutes * 60_000);
  useEffect(() => {
    const footageEnd = Math.max(...view.cameras.flatMap(({ footage }) => footage.map(({ to }) => Date.parse(to))));
    const end = Number.isFinite(footageEnd) ? Math.min(footageEnd, Date.parse(view.to)) : Date.parse(view.to);
    const made = new Replay({ view, startAt: Math.max(earliest, end - beginBackMs), onRefused: () => leave.current() });
    made.setPlaying(true);
    setReplay(made);
    return () => made.close();
  }, [view, earliest]);
  if (!replay) return null;
  const shown = view.cameras.find(({ camera }) => camera.id === cameraId) ?? view.cameras[0];
  return (
    <Playing view={view} replay={replay} cameraId={shown?.camera.id ?? cameraId} earliest={earliest} onLive={onLive} />
  );
}

interface PlayingProps {
  view: View;
  replay: Replay;
  cameraId: string;
  earliest: number;
  onLive: () => void;
}

function Playing({ view, replay, cameraId, earliest, onLive }: PlayingProps) {
  const state = useSyncExternalStore(replay.subscribe, replay.getState);
  useProgress(view, replay, state.playing);
  const attach = useCallback(
    (video: HTMLVideoElement) => {
      replay.attach(cameraId, video);
      replay.show({ main: cameraId, sound: cameraId });
      return () => replay.attach(cameraId, null);
    },
    [replay, cameraId],
  );
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a record of a room has no captions */}
      <video
        ref={attach}
        className={look.video}
        data-camera-id={cameraId}
        data-rewound
        playsInline
        disablePictureInPicture
      />
      <ViewerMark view={view} />
      <Controls replay={replay} playing={state.playing} from={earliest} to={Date.parse(view.to)} onLive={onLive} />
    </>
  );
}

interface ControlProps {
  replay: Replay;
  playing: boolean;
  from: number;
  to: number;
  onLive: () => void;
}

function Controls({ replay, playing, from, to, onLive }: ControlProps) {
  const { t } = useTranslation();
  const at = usePosition(replay);
  return (
    <div className={look.rewind} data-testid="rewind">
      <ActionIcon variant="subtle" color="gray.1" aria-label={t('wall.back10')} onClick={() => replay.seekBy(-stepMs)}>
        <IconRewindBackward10 size={20} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray.1"
        aria-label={t(playing ? 'replay.pause' : 'replay.play')}
        onClick={() => replay.setPlaying(!playing)}
      >
        {playing ? <IconPlayerPause size={20} aria-hidden /> : <IconPlayerPlay size={20} aria-hidden />}
      </ActionIcon>
      <Slider
        className={look.rewindSlider}
        min={from}
        max={to}
        step={1000}
        value={Math.min(to, Math.max(from, at))}
        label={formatTime}
        thumbLabel={t('wall.at')}
        onChange={(ms) => replay.seek(ms)}
      />
      <Text size="sm" component="time" data-testid="rewind-at">
        {formatTime(at)}
      </Text>
      <Back onLive={onLive} />
    </div>
  );
}

function Back({ onLive }: { onLive: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      size="compact-sm"
      leftSection={<IconBroadcast size={16} aria-hidden />}
      onClick={onLive}
      data-testid="to-live"
    >
      {t('wall.toLive')}
    </Button>
  );
}

function usePosition(replay: Replay): number {
  const [at, setAt] = useState(replay.position);
  useEffect(() => {
    const timer = setInterval(() => setAt(replay.position()), tickMs);
    return () => clearInterval(timer);
  }, [replay]);
  return at;
}
