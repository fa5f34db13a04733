import { Alert, Button, Group, Image, Progress, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconPlugConnectedX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../../services/contracts/recording/camera.ts';
import {
  type CameraTest,
  cameraTestRoutes,
  longestTestMs,
} from '../../../../services/contracts/recording/camera-test.ts';
import { call } from '../../api/call.ts';
import { useMe } from '../../app/current-person.ts';
import { useNow } from '../../text/use-duration.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useClockWords } from '../clock-words.ts';
import { codecName } from '../codec-name.ts';
import { Advice } from '../one/advice.tsx';
import { useStreamWords } from '../stream-words.ts';

/** A test that can be started again and ends when nobody looks any more. */
export function useCameraTest(run: (signal: AbortSignal) => Promise<CameraTest>) {
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  return useMutation({
    mutationFn: () => {
      running.current?.abort();
      running.current = new AbortController();
      return run(running.current.signal);
    },
  });
}

/** Connects to a saved camera and shows what it sends. */
export function TestCamera({ camera, onClose }: { camera: Camera; onClose: () => void }) {
  const { t } = useTranslation();
  const test = useCameraTest((signal) => call(cameraTestRoutes.test, { params: { cameraId: camera.id }, signal }));
  const { mutate } = test;
  useEffect(() => mutate(), [mutate]);
  return (
    <Dialog onClose={onClose} title={t('cameras.test.title', { name: camera.name })} size="lg">
      <Stack>
        <TestOutcome test={test} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => mutate()} disabled={test.isPending} data-testid="test-again">
            {t('cameras.test.again')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** A test while it runs, and what it found. */
export function TestOutcome({ test }: { test: ReturnType<typeof useCameraTest> }) {
  return (
    <div aria-live="polite">
      {test.isPending && <Running startedAtMs={test.submittedAt} />}
      <ProblemNotice error={test.error} onRetry={() => test.mutate()} />
      {test.data?.outcome === 'fails' && <Fails test={test.data} />}
      {test.data?.outcome === 'works' && <Works test={test.data} />}
    </div>
  );
}

function Running({ startedAtMs }: { startedAtMs: number }) {
  const { t } = useTranslation();
  const passedMs = useNow(200) - startedAtMs;
  return (
    <Stack gap="xs" data-testid="test-running">
      <Text size="sm">{t('cameras.test.running')}</Text>
      <Progress
        value={Math.min(100, (passedMs / longestTestMs) * 100)}
        animated
        aria-label={t('cameras.test.running')}
      />
      <Text size="xs" c="dimmed">
        {t('cameras.test.runningHint')}
      </Text>
    </Stack>
  );
}

function Fails({ test: { cause, detail } }: { test: Extract<CameraTest, { outcome: 'fails' }> }) {
  const { t } = useTranslation();
  return (
    <Alert
      color="red"
      icon={<IconPlugConnectedX aria-hidden />}
      title={t('cameras.test.fails', { cause: t(`terms.gapCause.${cause}`) })}
      data-testid="test-fails"
      data-cause={cause}
    >
      {detail && detail !== 'none' && <Text size="sm">{t('cameras.causeDetail', { codec: codecName(detail) })}</Text>}
      {detail === 'none' && <Text size="sm">{t('cameras.noPicture')}</Text>}
      {!detail && <Text size="sm">{t(`cameras.test.cause.${cause}`)}</Text>}
    </Alert>
  );
}

function Works({ test }: { test: Extract<CameraTest, { outcome: 'works' }> }) {
  const { t } = useTranslation();
  const words = useStreamWords();
  const clock = useClockWords();
  const isAdmin = useMe().role === 'admin';
  const { video, audioCodec, measured, clockOffsetMs, picture, isPictureWithheld } = test;
  return (
    <Stack data-testid="test-works">
      <Group gap={6} c="teal">
        <IconCircleCheck size={20} aria-hidden />
        <Text fw={600}>{t('cameras.test.works')}</Text>
      </Group>
      {picture && (
        <Image
          src={`data:image/jpeg;base64,${picture}`}
          alt={t('cameras.test.pictureAlt')}
          radius="md"
          mah={320}
          fit="contain"
        />
      )}
      <Facts
        rows={[
          [t('cameras.page.picture'), `${codecName(video.codec)} · ${video.width}×${video.height}`],
          [t('cameras.stream'), words(measured)],
          [t('cameras.audio'), audioCodec ? codecName(audioCodec) : t('cameras.noAudio')],
          [
            t('cameras.clock'),
            clockOffsetMs === null ? t('cameras.recorders.clockUnknown') : clock.offset(clockOffsetMs),
          ],
        ]}
      />
      <Advice problems={test.problems} />
      {!picture && !isAdmin && (
        <Text size="xs" c="dimmed">
          {isPictureWithheld ? t('cameras.test.noPictureForYou') : t('cameras.test.pictureFailed')}
        </Text>
      )}
    </Stack>
  );
}
