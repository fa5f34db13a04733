import { Badge, Box, Button, Group, List, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPlay, IconUrgent } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EmergencyLook } from '../../../../services/contracts/access/emergency.ts';
import { emergencyQuery } from '../../api/queries.ts';
import { formatDateTime, formatTime } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { AskLook } from './ask-look.tsx';
import { EndLook } from './end-look.tsx';

/** An administrator asks to look at the record of a room in an emergency; what is recorded of that stands first. */
export function EmergencyScreen() {
  const { t } = useTranslation();
  const looks = useQuery(emergencyQuery);
  const [asking, setAsking] = useState(false);
  const waits = looks.data?.some(({ state }) => state === 'asked') ?? false;
  return (
    <Page
      title={t('emergency.title')}
      actions={
        <Button
          color="red"
          leftSection={<IconUrgent size={18} aria-hidden />}
          disabled={waits || looks.isPending}
          onClick={() => setAsking(true)}
          data-testid="ask-look"
        >
          {t('emergency.ask')}
        </Button>
      }
    >
      <Rules />
      <ProblemNotice error={looks.error} onRetry={() => void looks.refetch()} />
      {looks.isPending && <Skeleton height={160} radius="lg" />}
      {looks.data?.length === 0 && (
        <Box className="mc-card">
          <Empty icon={IconUrgent} title={t('emergency.none')} hint={t('emergency.noneHint')} />
        </Box>
      )}
      <Stack gap="md">
        {looks.data?.map((look) => (
          <Look key={look.id} look={look} />
        ))}
      </Stack>
      {asking && <AskLook onClose={() => setAsking(false)} />}
    </Page>
  );
}

function Rules() {
  const { t } = useTranslation();
  return (
    <Card title={t('emergency.rules.title')}>
      <List size="sm" spacing="xs">
        {(['when', 'who', 'what', 'kept', 'seen'] as const).map((rule) => (
          <List.Item key={rule}>{t(`emergency.rules.${rule}`)}</List.Item>
        ))}
      </List>
    </Card>
  );
}

const colors: Record<EmergencyLook['state'], string> = {
  asked: 'yellow',
  granted: 'red',
  refused: 'gray',
  withdrawn: 'gray',
  expired: 'gray',
  over: 'gray',
  ended: 'gray',
};

function Look({ look }: { look: EmergencyLook }) {
  const { t } = useTranslation();
  return (
    <Box className="mc-card" p="lg" data-testid="look" data-state={look.state}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Text fw={600}>{look.room.name}</Text>
            <Badge
              color={colors[look.state]}
              leftSection={look.state === 'granted' && <IconAlertTriangle size={14} aria-hidden />}
            >
              {t(`emergency.state.${look.state}`)}
            </Badge>
          </Group>
          <Text size="xs" c="dimmed">
            {formatDateTime(look.askedAt)}
          </Text>
        </Group>
        <Text size="sm">
          {formatDateTime(look.from)} – {formatTime(look.to)}
        </Text>
        <Text size="sm">{look.reason}</Text>
        {look.decidedBy && (
          <Text size="sm">
            {look.decidedBy.name}: {look.decision}
          </Text>
        )}
        {look.state === 'granted' && look.until && (
          <Text size="sm" fw={500}>
            {t('emergency.until', { time: formatDateTime(look.until) })}
          </Text>
        )}
        <Group gap="xs">
          {look.state === 'granted' && (
            <Button
              component={Link}
              to={`/emergency/${look.id}`}
              size="xs"
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              data-testid="open-look"
            >
              {t('emergency.open')}
            </Button>
          )}
          {(look.state === 'granted' || look.state === 'asked') && (
            <EndLook lookId={look.id} isGranted={look.state === 'granted'} />
          )}
        </Group>
      </Stack>
    </Box>
  );
}
