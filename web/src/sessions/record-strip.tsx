import { Box, Group, Skeleton, Stack, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { recordQuery } from '../api/queries.ts';
import { formatTime } from '../text/time.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import strip from './record-strip.module.css';

interface Props {
  roomId: string;
  from: string;
  to: string;
}

/** Where a room has footage over a stretch, one lane per camera; gaps are hatched and say why. */
export function RecordStrip({ roomId, from, to }: Props) {
  const record = useQuery(recordQuery(roomId, from, to));
  const { t } = useTranslation();
  if (record.error) return <ProblemNotice error={record.error} />;
  if (record.isPending) return <Skeleton height={40} />;
  const start = Date.parse(from);
  const length = Date.parse(to) - start;
  const place = (a: string, b: string | null) => {
    const left = Math.max(0, (Date.parse(a) - start) / length);
    const right = Math.min(1, ((b ? Date.parse(b) : start + length) - start) / length);
    return { left: `${left * 100}%`, width: `${Math.max(0, right - left) * 100}%` };
  };
  return (
    <Stack gap={6}>
      {record.data.map((camera) => (
        <Group key={camera.cameraId} gap="sm" wrap="nowrap">
          <Text size="xs" w={96} truncate style={{ flex: 'none' }}>
            {camera.cameraName}
          </Text>
          <Box className={strip.lane}>
            {camera.footage.map((piece) => (
              <div key={piece.from} className={strip.footage} style={place(piece.from, piece.to)} />
            ))}
            {camera.gaps.map((gap) => (
              <Tooltip
                key={gap.from}
                label={`${formatTime(gap.from)} · ${t('replay.gap', { cause: t(`terms.gapCause.${gap.cause}`) })}`}
              >
                <div className={strip.gap} style={place(gap.from, gap.to)} />
              </Tooltip>
            ))}
          </Box>
        </Group>
      ))}
    </Stack>
  );
}
