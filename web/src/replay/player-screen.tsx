import { Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { SessionDetail } from '../../../services/contracts/session.ts';
import type { View } from '../../../services/contracts/view.ts';
import { KeySheet } from './controls/key-sheet.tsx';
import { useReplayKeys } from './controls/keys.ts';
import { useSnapshot } from './controls/snapshot.ts';
import { Transport } from './controls/transport.tsx';
import { WithMarkers } from './markers/with-markers.tsx';
import { Stage } from './pictures/stage.tsx';
import { rememberLayout } from './playing/remembered-layout.ts';
import { Replay } from './playing/replay.ts';
import { useProgress } from './playing/use-progress.ts';
import look from './replay.module.css';
import { Timeline } from './timeline/timeline.tsx';
import { useLoudness } from './timeline/use-loudness.ts';
import { useSight } from './timeline/use-sight.ts';

interface Props {
  /** What stands above the pictures. */
  head: React.ReactNode;
  /** Whose markers are shown and set; none: the record of a room. */
  session?: SessionDetail;
  /** Where it is: the room's name, for pictures that are taken out. */
  place: string;
  view: View;
  startAt: number;
  onExpired: (at: number) => void;
}

/** Makes the replay of a view, and ends it with the screen. */
export function PlayerScreen({ head, place, session, view, startAt, onExpired }: Props) {
  const [replay, setReplay] = useState<Replay | null>(null);
  const first = useRef({ startAt, onExpired });
  first.current.onExpired = onExpired;
  useEffect(() => {
    let over = false;
    const expire = () => {
      if (over) return;
      over = true;
      made.setPlaying(false);
      first.current.onExpired(made.position());
    };
    const made = new Replay({ view, startAt: first.current.startAt, onRefused: expire });
    const timer = setTimeout(expire, Math.min(Date.parse(view.expiresAt) - Date.now(), 2 ** 31 - 1));
    setReplay(made);
    return () => {
      over = true;
      clearTimeout(timer);
      made.close();
      setReplay(null);
    };
  }, [view]);
  return replay ? (
    <Playing head={head} place={place} session={session} view={view} replay={replay} />
  ) : (
    <Skeleton height="60dvh" m="md" />
  );
}

interface PlayingProps extends Pick<Props, 'head' | 'place' | 'view'> {
  session: SessionDetail | undefined;
  replay: Replay;
}

function Playing({ head, place, session, view, replay }: PlayingProps) {
  const state = useSyncExternalStore(replay.subscribe, replay.getState);
  const whole = useRef<HTMLDivElement>(null);
  const [keysShown, keys] = useDisclosure();
  const fullScreen = () =>
    void (document.fullscreenElement ? document.exitFullscreen() : whole.current?.requestFullscreen());
  const sight = useSight(replay);
  const loudness = useLoudness(view, replay);
  const takeSnapshot = useSnapshot(view, replay, place);
  const acts = { onSnapshot: () => void takeSnapshot(), onFullScreen: fullScreen, onSheet: keys.toggle };
  useReplayKeys({ replay, view, sight, ...acts });
  useProgress(view, replay, state.playing);
  const { main, layout } = state;
  useEffect(() => rememberLayout({ main, layout }), [main, layout]);
  const stage = <Stage view={view} replay={replay} state={state} />;
  const controls = (
    <>
      <Transport view={view} replay={replay} state={state} isMeasured={(loudness?.length ?? 0) > 0} {...acts} />
      <Timeline view={view} replay={replay} state={state} sight={sight} loudness={loudness} />
    </>
  );
  return (
    <div ref={whole} className={look.screen} data-testid="replay" data-view-id={view.id} data-playing={state.playing}>
      {head}
      {session ? (
        <WithMarkers session={session} replay={replay} part={sight.part} stage={stage}>
          {controls}
        </WithMarkers>
      ) : (
        <>
          {stage}
          {controls}
        </>
      )}
      <KeySheet opened={keysShown} onClose={keys.close} />
    </div>
  );
}
