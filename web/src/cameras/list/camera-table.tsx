import { Anchor, Group, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Camera } from '../../../../services/contracts/recording/camera.ts';
import { formatSince } from '../../text/time.ts';
import { useDuration } from '../../text/use-duration.ts';
import { useClockWords } from '../clock-words.ts';
import { codecName } from '../codec-name.ts';
import { CameraCondition } from '../one/camera-condition.tsx';
import { useStreamWords } from '../stream-words.ts';

/** One line a camera; its name leads to its page. Narrow screens get a list. */
export function CameraTable({ cameras }: { cameras: readonly Camera[] }) {
  const isWide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  return (
    <div data-testid="cameras">
      {isWide ? (
        <WideTable cameras={cameras} />
      ) : (
        cameras.map((camera) => <NarrowRow key={camera.id} camera={camera} />)
      )}
    </div>
  );
}

function NarrowRow({ camera }: { camera: Camera }) {
  return (
    <Stack
      gap={6}
      p="md"
      data-testid="camera-row"
      data-camera-id={camera.id}
      data-state={camera.state}
      style={{ borderBottom: '1px solid var(--mc-edge)' }}
    >
      <Name camera={camera} />
      <CameraCondition camera={camera} />
      <Stream camera={camera} />
    </Stack>
  );
}

function WideTable({ cameras }: { cameras: readonly Camera[] }) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={1080}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th miw={190}>{t('cameras.name')}</Table.Th>
            <Table.Th>{t('cameras.state')}</Table.Th>
            <Table.Th>{t('cameras.stream')}</Table.Th>
            <Table.Th className="mc-nowrap">{t('cameras.lastSegment')}</Table.Th>
            <Table.Th className="mc-nowrap">{t('cameras.clock')}</Table.Th>
            <Table.Th className="mc-nowrap">{t('cameras.gapsToday')}</Table.Th>
            <Table.Th>{t('cameras.worker')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cameras.map((camera) => (
            <CameraRow key={camera.id} camera={camera} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function CameraRow({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const inWords = useDuration();
  const clock = useClockWords();
  const { clockOffsetMs: offsetMs, problems } = camera;
  return (
    <Table.Tr
      data-testid="camera-row"
      data-camera-id={camera.id}
      data-state={camera.state}
      style={{ verticalAlign: 'top' }}
    >
      <Table.Td>
        <Name camera={camera} />
      </Table.Td>
      <Table.Td>
        <CameraCondition camera={camera} />
      </Table.Td>
      <Table.Td>
        <Stream camera={camera} />
      </Table.Td>
      <Table.Td className="mc-nowrap">
        {camera.lastSegmentEndedAt ? formatSince(camera.lastSegmentEndedAt) : t('cameras.never')}
      </Table.Td>
      <Table.Td className="mc-nowrap" c={problems.includes('clock_off') ? 'var(--mc-attention)' : ''}>
        {offsetMs === null ? '–' : clock.offset(offsetMs)}
      </Table.Td>
      <Table.Td className="mc-nowrap">
        {camera.gapsTodaySeconds >= 1 ? inWords(camera.gapsTodaySeconds) : t('cameras.none')}
      </Table.Td>
      <Table.Td>
        <Text size="xs" ff="monospace" title={camera.workerId ?? ''} truncate maw={96}>
          {camera.workerId ?? '–'}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

function Name({ camera }: { camera: Camera }) {
  return (
    <div>
      <Anchor component={Link} to={`/cameras/${camera.id}`} size="sm" fw={600}>
        {camera.name}
      </Anchor>
      <Text size="xs" c="dimmed">
        {camera.room.name}
      </Text>
      <Text size="xs" c="dimmed" ff="monospace">
        {camera.code}
      </Text>
    </div>
  );
}

function Stream({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const words = useStreamWords();
  const { video, audioCodec, measured, problems } = camera;
  if (!video) return <Text c="dimmed">–</Text>;
  return (
    <div>
      <Text size="sm" className="mc-nowrap">
        {codecName(video.codec)} · {video.width}×{video.height} ·{' '}
        {audioCodec ? codecName(audioCodec) : t('cameras.noSound')}
      </Text>
      {measured && (
        <Text size="xs" c="dimmed" className="mc-nowrap">
          {words(measured)}
        </Text>
      )}
      {problems.length > 0 && (
        <Group gap={4} wrap="nowrap" c="var(--mc-attention)" data-testid="problems">
          <IconAlertTriangle size={14} aria-hidden style={{ flex: 'none' }} />
          <Text size="xs">{t('cameras.adviceCount', { count: problems.length })}</Text>
        </Group>
      )}
    </div>
  );
}
