import { Badge, Box, Group, Skeleton, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SessionDetail } from '../../../services/contracts/session.ts';
import type { View } from '../../../services/contracts/view.ts';
import { formatDate } from '../text/time.ts';
import { useRange } from '../text/use-duration.ts';
import { AccessBadge } from '../ui/badges.tsx';
import { CaseChip } from '../ui/case-chip.tsx';
import { KeySheet } from './controls/key-sheet.tsx';
import { useReplayKeys } from './controls/keys.ts';
import { useSnapshot } from './controls/snapshot.ts';
import { Transport } from './controls/transport.tsx';
import { Stage } from './pictures/stage.tsx';
import { Replay } from './playing/replay.ts';
import { useProgress } from './playing/use-progress.ts';
import look from './replay.module.css';
import { Timeline } from './timeline/timeline.tsx';
import { useLoudness } from './timeline/use-loudness.ts';
import { useSight } from './timeline/use-sight.ts';

interface Props {
  session: SessionDetail;
  view: View;
  startAt: number;
  onExpired: (at: number) => void;
}

/** Makes the replay of a view, and ends it with the screen. */
export function PlayerScreen({ session, view, startAt, onExpired }: Props) {
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
  return replay ? <Playing session={session} view={view} replay={replay} /> : <Skeleton height="60dvh" m="md" />;
}

function Playing({ session, view, replay }: { session: SessionDetail; view: View; replay: Replay }) {
  const state = useSyncExternalStore(replay.subscribe, replay.getState);
  const whole = useRef<HTMLDivElement>(null);
  const [keysShown, keys] = useDisclosure();
  const fullScreen = () =>
    void (document.fullscreenElement ? document.exitFullscreen() : whole.current?.requestFullscreen());
  const sight = useSight(replay);
  const loudness = useLoudness(view, replay);
  const takeSnapshot = useSnapshot(view, replay, session.room.name);
  const acts = { onSnapshot: () => void takeSnapshot(), onFullScreen: fullScreen, onSheet: keys.toggle };
  useReplayKeys({ replay, view, sight, ...acts });
  useProgress(view, replay, state.playing);
  return (
    <div ref={whole} className={look.screen} data-testid="replay" data-view-id={view.id} data-playing={state.playing}>
      <Head session={session} isPart={view.only !== null} />
      <Stage view={view} replay={replay} state={state} />
      <Transport view={view} replay={replay} state={state} isMeasured={(loudness?.length ?? 0) > 0} {...acts} />
      <Timeline view={view} replay={replay} state={state} sight={sight} loudness={loudness} />
      <KeySheet opened={keysShown} onClose={keys.close} />
    </div>
  );
}

function Head({ session, isPart }: { session: SessionDetail; isPart: boolean }) {
  const { t } = useTranslation();
  const range = useRange();
  const title = `${session.room.name}, ${formatDate(session.startedAt)}`;
  useEffect(() => {
    document.title = `${t('replay.title')} · ${title}`;
  }, [title, t]);
  return (
    <Group className={look.head} gap="md" wrap="nowrap" px="md">
      <Link to={`/sessions/${session.id}`} className={look.back} aria-label={t('replay.back')}>
        <IconArrowLeft size={20} aria-hidden />
      </Link>
      <Box style={{ minWidth: 0 }}>
        <Text component="h1" fw={600} truncate>
          {title}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {range(session.startedAt, session.endedAt)} · {session.officer.name}
        </Text>
      </Box>
      <Group gap="xs" ml="auto" visibleFrom="sm" wrap="nowrap">
        {isPart && (
          <Badge color="blue" data-testid="only-watched">
            {t('replay.onlyWatched')}
          </Badge>
        )}
        <AccessBadge accessClass={session.accessClass} />
        {session.cases.slice(0, 3).map((link) => (
          <CaseChip key={link.id} link={link} />
        ))}
      </Group>
    </Group>
  );
}
