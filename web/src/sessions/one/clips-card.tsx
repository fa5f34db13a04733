import { Anchor, Badge, Box, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconLoader2, IconShieldCheck, IconTrash, type TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Clip, type SessionDetail, sessionRoutes } from '../../../../services/contracts/session.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/use-act.ts';
import { formatDateTime, formatTime } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { Poster } from '../../ui/poster.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

/** The footage of a session, camera by camera: picture, seal, gaps with their causes. */
export function ClipsCard({ session }: { session: SessionDetail }) {
  const { t } = useTranslation();
  return (
    <Card title={t('sessions.one.record')}>
      {session.clips.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('sessions.one.noClips')}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {session.clips.map((clip) => (
          <ClipTile key={clip.id} clip={clip} mayChange={session.mayChange} />
        ))}
      </SimpleGrid>
    </Card>
  );
}

const look: Record<Clip['state'], { color: string; icon: TablerIcon }> = {
  open: { color: 'gray', icon: IconLoader2 },
  sealed: { color: 'teal', icon: IconShieldCheck },
  failed: { color: 'yellow', icon: IconAlertTriangle },
  destroyed: { color: 'gray', icon: IconTrash },
};

function ClipTile({ clip, mayChange }: { clip: Clip; mayChange: boolean }) {
  const { t } = useTranslation();
  const { color, icon: Icon } = look[clip.state];
  return (
    <Stack gap="xs" data-testid="clip" data-clip-id={clip.id} data-state={clip.state}>
      <Box>
        <Poster address={clip.poster} alt={clip.camera.name} empty={t('today.room.noPicture')} />
      </Box>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={500}>
          {clip.camera.name}
        </Text>
        <Badge color={color} leftSection={<Icon size={14} aria-hidden />}>
          {t(`terms.clipState.${clip.state}`)}
        </Badge>
      </Group>
      {clip.sealedAt && (
        <Text size="xs" c="dimmed">
          {formatDateTime(clip.sealedAt)}
          {clip.manifestVersion !== null && ` · ${t('sessions.one.manifest', { version: clip.manifestVersion })}`}
        </Text>
      )}
      <Gaps clip={clip} />
      <Anchor component={Link} to={`/clips/${clip.id}`} size="xs" data-testid="open-proof">
        {t('proof.open')}
      </Anchor>
      {clip.state === 'failed' && <SealAgain clip={clip} mayChange={mayChange} />}
    </Stack>
  );
}

function Gaps({ clip }: { clip: Clip }) {
  const { t } = useTranslation();
  if (clip.gaps.length === 0) {
    return clip.state === 'sealed' ? (
      <Text size="xs" c="dimmed">
        {t('sessions.one.wholeRecord')}
      </Text>
    ) : null;
  }
  return (
    <Stack gap={2}>
      {clip.gaps.map((gap) => (
        <Text key={gap.from} size="xs">
          {formatTime(gap.from)}–{gap.to ? formatTime(gap.to) : t('sessions.now')}:{' '}
          {t('replay.gap', { cause: t(`terms.gapCause.${gap.cause}`) })}
          {gap.stop && ` — ${stopWords(gap.stop)}`}
        </Text>
      ))}
    </Stack>
  );
}

const stopWords = ({ reason, by }: NonNullable<Clip['gaps'][number]['stop']>) => (by ? `${reason} (${by})` : reason);

function SealAgain({ clip, mayChange }: { clip: Clip; mayChange: boolean }) {
  const { t } = useTranslation();
  const seal = useAct({
    run: () => call(sessionRoutes.sealAgain, { params: { clipId: clip.id } }),
    said: () => t('sessions.one.sealAsked'),
  });
  return (
    <Stack gap="xs">
      <Text size="xs">{t('sessions.one.failedHint')}</Text>
      {clip.failure && (
        <Text size="xs" c="dimmed">
          {clip.failure}
        </Text>
      )}
      <ProblemNotice error={seal.error} />
      {mayChange && (
        <Button size="xs" variant="light" loading={seal.isPending} onClick={() => seal.mutate()}>
          {t('sessions.one.seal')}
        </Button>
      )}
    </Stack>
  );
}
