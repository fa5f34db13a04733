import { Box, Button, Group, Skeleton, Table, Text } from '@mantine/core';
import { IconVideo, IconVideoPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../services/contracts/recording/camera.ts';
import { camerasQuery } from '../api/queries.ts';
import { useMe } from '../app/current-person.ts';
import { formatDateTime } from '../text/time.ts';
import { useDuration } from '../text/use-duration.ts';
import { CameraStateBadge } from '../ui/badges.tsx';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { CameraForm } from './camera-form.tsx';
import { DisableCamera } from './disable-camera.tsx';
import { Quarantine } from './quarantine.tsx';
import { RecorderAlarms, Recorders } from './recorders.tsx';

type Open = { kind: 'new' } | { kind: 'edit' | 'disable'; camera: Camera } | null;

/** Every camera with its state, worst first to the eye; the administrator adds, changes and switches off. */
export function CamerasScreen() {
  const { t } = useTranslation();
  const isAdmin = useMe().role === 'admin';
  const [open, setOpen] = useState<Open>(null);
  const cameras = useQuery(camerasQuery);
  const add = isAdmin && (
    <Button
      leftSection={<IconVideoPlus size={18} aria-hidden />}
      onClick={() => setOpen({ kind: 'new' })}
      data-testid="add-camera"
    >
      {t('cameras.add')}
    </Button>
  );
  return (
    <Page title={t('cameras.title')} actions={add}>
      <ProblemNotice error={cameras.error} onRetry={() => void cameras.refetch()} />
      <RecorderAlarms />
      {cameras.isPending && <Skeleton height={240} radius="lg" />}
      {cameras.data && (
        <Box className="mc-card">
          {cameras.data.length === 0 ? (
            <Empty icon={IconVideo} title={t('cameras.empty')} hint={t('cameras.emptyHint')} action={add} />
          ) : (
            <Table.ScrollContainer minWidth={isAdmin ? 1080 : 900}>
              <CameraTable cameras={cameras.data} {...(isAdmin && { onOpen: setOpen })} />
            </Table.ScrollContainer>
          )}
        </Box>
      )}
      <Recorders />
      <Quarantine />
      {open?.kind === 'new' && <CameraForm onClose={() => setOpen(null)} />}
      {open?.kind === 'edit' && <CameraForm camera={open.camera} onClose={() => setOpen(null)} />}
      {open?.kind === 'disable' && <DisableCamera camera={open.camera} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function CameraTable({ cameras, onOpen }: { cameras: readonly Camera[]; onOpen?: (open: Open) => void }) {
  const { t } = useTranslation();
  return (
    <Table data-testid="cameras">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('cameras.name')}</Table.Th>
          <Table.Th>{t('cameras.room')}</Table.Th>
          <Table.Th>{t('cameras.state')}</Table.Th>
          <Table.Th>{t('cameras.since')}</Table.Th>
          <Table.Th>{t('cameras.video')}</Table.Th>
          <Table.Th>{t('cameras.audio')}</Table.Th>
          <Table.Th>{t('cameras.gapsToday')}</Table.Th>
          {onOpen && <Table.Th />}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {cameras.map((camera) => (
          <CameraRow key={camera.id} camera={camera} {...(onOpen && { onOpen })} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function CameraRow({ camera, onOpen }: { camera: Camera; onOpen?: (open: Open) => void }) {
  const { t } = useTranslation();
  const inWords = useDuration();
  const { video } = camera;
  return (
    <Table.Tr data-testid="camera-row" data-camera-id={camera.id} data-state={camera.state}>
      <Table.Td>
        <Text size="sm" fw={500}>
          {camera.name}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace">
          {camera.code}
        </Text>
      </Table.Td>
      <Table.Td>{camera.room.name}</Table.Td>
      <Table.Td>
        <CameraStateBadge state={camera.state} cause={camera.cause} />
        {camera.causeDetail && (
          <Text size="xs" c="dimmed" mt={4} data-testid="cause-detail">
            {camera.causeDetail === 'none'
              ? t('cameras.noPicture')
              : t('cameras.causeDetail', { codec: camera.causeDetail })}
          </Text>
        )}
        {camera.disabledReason && (
          <Text size="xs" c="dimmed" mt={4}>
            {t('cameras.disabledFor', { reason: camera.disabledReason })}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="mc-nowrap">{camera.since ? formatDateTime(camera.since) : '–'}</Table.Td>
      <Table.Td className="mc-nowrap">{video ? `${video.codec} · ${video.width}×${video.height}` : '–'}</Table.Td>
      <Table.Td>{camera.audioCodec ?? t('cameras.noAudio')}</Table.Td>
      <Table.Td>{camera.gapsTodaySeconds >= 1 ? inWords(camera.gapsTodaySeconds) : t('cameras.none')}</Table.Td>
      {onOpen && (
        <Table.Td>
          <CameraActs camera={camera} onOpen={onOpen} />
        </Table.Td>
      )}
    </Table.Tr>
  );
}

function CameraActs({ camera, onOpen }: { camera: Camera; onOpen: (open: Open) => void }) {
  const { t } = useTranslation();
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <Button size="xs" variant="subtle" onClick={() => onOpen({ kind: 'edit', camera })}>
        {t('app.act.change')}
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={() => onOpen({ kind: 'disable', camera })}>
        {camera.disabledReason === null ? t('cameras.disable') : t('cameras.enable')}
      </Button>
    </Group>
  );
}
