import { Badge, Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconMovieOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { SessionDetail } from '../../../services/contracts/session.ts';
import { sessionQuery } from '../api/queries.ts';
import { formatDate } from '../text/time.ts';
import { useRange } from '../text/use-duration.ts';
import { AccessBadge } from '../ui/badges.tsx';
import { CaseChip } from '../ui/case-chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { ReasonDialog } from './opening/reason-dialog.tsx';
import { useView } from './opening/use-view.ts';
import { PlayerHead } from './player-head.tsx';
import { PlayerScreen } from './player-screen.tsx';

/** Replay of one session, or of what another look (`?watched=`) watched of it: first why, then the pictures, from an instant on (`?at=`). */
export function ReplayScreen() {
  const { sessionId = '' } = useParams();
  const session = useQuery(sessionQuery(sessionId));
  if (session.error) {
    return (
      <Stack p="md">
        <ProblemNotice error={session.error} onRetry={() => void session.refetch()} />
      </Stack>
    );
  }
  if (session.isPending) return <Opening />;
  return <Opened session={session.data} />;
}

function Opened({ session }: { session: SessionDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const watchedId = search.get('watched');
  const linkedMs = Date.parse(search.get('at') ?? '');
  const { view, expired, opening, error, open, expire, startAt } = useView(session, watchedId);
  const back = `/sessions/${session.id}`;
  if (!session.mayReplay) return <Nothing back={back} hint={t('problems.forbidden')} />;
  const asking = !session.own && (!view || expired);
  return (
    <>
      {asking && (
        <ReasonDialog
          cases={session.cases}
          again={expired}
          rewatches={watchedId !== null}
          busy={opening}
          error={error}
          onSubmit={open}
          onLeave={() => void navigate(back)}
        />
      )}
      {session.own && error !== null && (
        <Stack p="md">
          <ProblemNotice error={error} onRetry={() => open({ reasonCode: 'own', note: '' })} />
        </Stack>
      )}
      {!view && !error && <Opening />}
      {view && view.cameras.length === 0 && <Nothing back={back} hint={t('replay.nothingHint')} />}
      {view && view.cameras.length > 0 && (
        <PlayerScreen
          key={view.id}
          session={session}
          place={session.room.name}
          head={<SessionHead session={session} isPart={view.only !== null} />}
          view={view}
          startAt={startAt ?? (linkedMs || Date.parse(view.from))}
          onExpired={expire}
        />
      )}
    </>
  );
}

function SessionHead({ session, isPart }: { session: SessionDetail; isPart: boolean }) {
  const { t } = useTranslation();
  const range = useRange();
  return (
    <PlayerHead
      title={`${session.room.name}, ${formatDate(session.startedAt)}`}
      under={`${range(session.startedAt, session.endedAt)} · ${session.officer.name}`}
      back={`/sessions/${session.id}`}
      backLabel={t('replay.back')}
    >
      {isPart && (
        <Badge color="blue" data-testid="only-watched">
          {t('replay.onlyWatched')}
        </Badge>
      )}
      <AccessBadge accessClass={session.accessClass} />
      {session.cases.slice(0, 3).map((link) => (
        <CaseChip key={link.id} link={link} />
      ))}
    </PlayerHead>
  );
}

function Opening() {
  const { t } = useTranslation();
  return (
    <Stack p="md" gap="md" role="status" aria-label={t('replay.opening')}>
      <Skeleton height="calc(100dvh - 20rem)" />
      <Skeleton height={120} />
    </Stack>
  );
}

function Nothing({ back, hint }: { back: string; hint: string }) {
  const { t } = useTranslation();
  return (
    <Empty
      icon={IconMovieOff}
      title={t('replay.nothing')}
      action={
        <>
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
          <Button component={Link} to={back}>
            {t('replay.back')}
          </Button>
        </>
      }
    />
  );
}
