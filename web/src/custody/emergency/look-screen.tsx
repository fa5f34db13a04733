import { Badge, Box, Button, Stack, Text } from '@mantine/core';
import { IconMovieOff } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { EmergencyLook } from '../../../../services/contracts/access/emergency.ts';
import { viewRoutes } from '../../../../services/contracts/view.ts';
import { call } from '../../api/call.ts';
import { emergencyQuery } from '../../api/queries.ts';
import { PlayerHead } from '../../replay/player-head.tsx';
import { PlayerScreen } from '../../replay/player-screen.tsx';
import { formatDate } from '../../text/time.ts';
import { useRange } from '../../text/use-duration.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

/** The record that was granted in an emergency; it goes as soon as the grant is over, whoever ended it. */
export function LookScreen() {
  const { lookId } = useParams();
  const looks = useQuery(emergencyQuery);
  const look = looks.data?.find(({ id }) => id === lookId);
  if (looks.error)
    return (
      <Stack p="md">
        <ProblemNotice error={looks.error} onRetry={() => void looks.refetch()} />
      </Stack>
    );
  if (looks.isPending) return null;
  if (look?.state !== 'granted') return <Over />;
  const isStillGranted = async () =>
    (await looks.refetch()).data?.some(({ id, state }) => id === lookId && state === 'granted') ?? false;
  return <Granted look={look} isStillGranted={isStillGranted} />;
}

function Granted({ look, isStillGranted }: { look: EmergencyLook; isStillGranted: () => Promise<boolean> }) {
  const { t } = useTranslation();
  const range = useRange();
  const opening = useMutation({
    mutationFn: () => {
      const target = { kind: 'emergency', lookId: look.id } as const;
      return call(viewRoutes.open, { body: { target, reasonCode: 'emergency', note: '' } });
    },
  });
  const asked = useRef(false);
  const { mutate, data: view, error } = opening;
  useEffect(() => {
    if (!asked.current) mutate();
    asked.current = true;
  }, [mutate]);
  // A view may run out before the grant does.
  const goOn = async () => {
    if (await isStillGranted()) mutate();
  };
  if (error)
    return (
      <Stack p="md">
        <ProblemNotice error={error} onRetry={() => mutate()} />
      </Stack>
    );
  if (!view) return null;
  if (view.cameras.length === 0) return <Over hint={t('replay.nothingHint')} />;
  return (
    <PlayerScreen
      key={view.id}
      place={look.room.name}
      view={view}
      startAt={Date.parse(view.from)}
      onExpired={() => void goOn()}
      head={
        <PlayerHead
          title={`${look.room.name}, ${formatDate(look.from)}`}
          under={range(look.from, look.to)}
          back="/emergency"
          backLabel={t('emergency.back')}
        >
          <Badge color="red">{t('emergency.mark')}</Badge>
        </PlayerHead>
      }
    />
  );
}

function Over({ hint }: { hint?: string }) {
  const { t } = useTranslation();
  return (
    <Box p="md">
      <Page title={t('emergency.title')}>
        <Empty
          icon={IconMovieOff}
          title={hint ? t('replay.nothing') : t('emergency.over')}
          action={
            <>
              <Text size="sm" c="dimmed">
                {hint ?? t('emergency.overHint')}
              </Text>
              <Button component={Link} to="/emergency">
                {t('emergency.back')}
              </Button>
            </>
          }
        />
      </Page>
    </Box>
  );
}
