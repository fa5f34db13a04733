import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { recordQuery } from '../api/queries.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { RecordLane } from '../ui/record-lane/record-lane.tsx';

interface Props {
  roomId: string;
  from: string;
  to: string;
}

/** Where a room has footage over a stretch, one lane per camera. */
export function RecordStrip({ roomId, from, to }: Props) {
  const record = useQuery(recordQuery(roomId, from, to));
  if (record.error) return <ProblemNotice error={record.error} />;
  if (record.isPending) return <Skeleton height={40} />;
  return (
    <Stack gap={6}>
      {record.data.map((camera) => (
        <Group key={camera.cameraId} gap="sm" wrap="nowrap">
          <Text size="xs" w={96} truncate style={{ flex: 'none' }}>
            {camera.cameraName}
          </Text>
          <RecordLane from={from} to={to} footage={camera.footage} gaps={camera.gaps} />
        </Group>
      ))}
    </Stack>
  );
}
