import { Anchor, Button, Grid, Skeleton, Stack, Text } from '@mantine/core';
import { IconArrowLeft, IconPlugConnected, IconSettings, IconVideo, IconVideoOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { type CameraDetail, cameraQuery } from '../../api/queries.ts';
import { useMe } from '../../app/current-person.ts';
import { CameraStateBadge } from '../../ui/badges.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { CameraForm } from '../forms/camera-form.tsx';
import { DisableCamera } from '../forms/disable-camera.tsx';
import { TestCamera } from '../forms/test-camera.tsx';
import { CameraReason } from './camera-condition.tsx';
import { ClockCard } from './clock-card.tsx';
import { DayCard } from './day-card.tsx';
import { StreamCard } from './stream-card.tsx';

/** One camera: how it is, what it sends, what is worth changing on it, its clock and its last day. */
export function CameraScreen() {
  const { cameraId = '' } = useParams();
  const camera = useQuery(cameraQuery(cameraId));
  if (camera.isPending) return <Skeleton height={320} radius="lg" />;
  return (
    <>
      <ProblemNotice error={camera.error} onRetry={() => void camera.refetch()} />
      {camera.data && <Whole camera={camera.data} />}
    </>
  );
}

function Whole({ camera }: { camera: CameraDetail }) {
  const { t } = useTranslation();
  return (
    <Page title={camera.name} aside={<CameraStateBadge state={camera.state} />} actions={<Actions camera={camera} />}>
      <Stack gap={6} mt={-12}>
        <Text c="dimmed" size="sm">
          <Anchor component={Link} to="/cameras" size="sm" underline="always">
            <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: '-2px' }} /> {t('cameras.toList')}
          </Anchor>{' '}
          · {camera.room.name} · <span className="mc-mono">{camera.code}</span>
        </Text>
        <CameraReason camera={camera} />
      </Stack>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <DayCard cameraId={camera.id} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack gap="lg">
            <StreamCard camera={camera} />
            <ClockCard clock={camera.clock} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Actions({ camera }: { camera: CameraDetail }) {
  const { t } = useTranslation();
  const isAdmin = useMe().role === 'admin';
  const [open, setOpen] = useState<'test' | 'edit' | 'disable' | null>(null);
  const isOff = camera.disabledReason !== null;
  const close = () => setOpen(null);
  return (
    <>
      <Button
        variant={isAdmin ? 'default' : 'filled'}
        leftSection={<IconPlugConnected size={18} aria-hidden />}
        onClick={() => setOpen('test')}
        data-testid="test-camera"
      >
        {t('cameras.test.run')}
      </Button>
      {isAdmin && (
        <>
          <Button
            variant="default"
            leftSection={isOff ? <IconVideo size={18} aria-hidden /> : <IconVideoOff size={18} aria-hidden />}
            onClick={() => setOpen('disable')}
            data-testid="disable-camera"
          >
            {isOff ? t('cameras.enable') : t('cameras.disable')}
          </Button>
          <Button
            leftSection={<IconSettings size={18} aria-hidden />}
            onClick={() => setOpen('edit')}
            data-testid="edit-camera"
          >
            {t('app.act.change')}
          </Button>
        </>
      )}
      {open === 'test' && <TestCamera camera={camera} onClose={close} />}
      {open === 'edit' && <CameraForm camera={camera} onClose={close} />}
      {open === 'disable' && <DisableCamera camera={camera} onClose={close} />}
    </>
  );
}
