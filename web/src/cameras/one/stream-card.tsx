import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../../services/contracts/recording/camera.ts';
import { formatSince } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { Facts } from '../../ui/facts.tsx';
import { codecName } from '../codec-name.ts';
import { useStreamWords } from '../stream-words.ts';
import { Advice } from './advice.tsx';

/** What the camera sends, as it was recorded in the last minute, and what is worth changing on it. */
export function StreamCard({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const words = useStreamWords();
  const { video, audioCodec, measured, problems } = camera;
  const picture = video && `${codecName(video.codec)} · ${video.width}×${video.height}`;
  return (
    <Card title={t('cameras.page.facts')}>
      <Facts
        rows={[
          [t('cameras.page.picture'), picture ?? '–'],
          ...(measured ? [[t('cameras.stream'), words(measured)] as const] : []),
          [t('cameras.audio'), audioCodec ? codecName(audioCodec) : t('cameras.noAudio')],
          [
            t('cameras.lastSegment'),
            camera.lastSegmentEndedAt ? formatSince(camera.lastSegmentEndedAt) : t('cameras.never'),
          ],
          [t('cameras.worker'), <Worker key="worker" id={camera.workerId} />],
          [t('cameras.address'), <Address key="address" camera={camera} />],
        ]}
      />
      {video && <Advice problems={problems} />}
    </Card>
  );
}

function Worker({ id }: { id: string | null }) {
  const { t } = useTranslation();
  if (id === null) return t('cameras.noWorker');
  return (
    <Text component="span" size="xs" className="mc-mono">
      {id}
    </Text>
  );
}

function Address({ camera: { address, user } }: { camera: Camera }) {
  return (
    <Text component="span" size="xs" className="mc-mono">
      {address}
      {user && ` (${user})`}
    </Text>
  );
}
