import { Anchor, Box, Skeleton, Stack } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { holdsQuery } from '../api/queries.ts';
import { addressOfPlace } from '../app/navigation.ts';
import { formatDateTime } from '../text/time.ts';
import { Card } from '../ui/card.tsx';
import { Empty, GoTo } from '../ui/empty.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { HoldLine } from './hold-line.tsx';

/** What people hold: none of it may be deleted. */
export function HoldsTab() {
  const { t } = useTranslation();
  const holds = useQuery(holdsQuery);
  return (
    <Card title={t('custody.hold.list')}>
      <ProblemNotice error={holds.error} onRetry={() => void holds.refetch()} />
      {holds.isPending && <Skeleton height={120} />}
      {holds.data?.length === 0 && (
        <Empty
          icon={IconLock}
          title={t('custody.hold.none')}
          hint={t('custody.hold.noneHint')}
          action={<GoTo to={addressOfPlace.sessions}>{t('app.nav.sessions')}</GoTo>}
        />
      )}
      <Stack gap="lg">
        {holds.data?.map((hold) => (
          <Box key={hold.id}>
            {hold.session && (
              <Anchor component={Link} to={`/sessions/${hold.session.id}`} size="sm">
                {hold.session.room.name}, {formatDateTime(hold.session.startedAt)}
              </Anchor>
            )}
            <HoldLine hold={hold} mayAsk />
          </Box>
        ))}
      </Stack>
    </Card>
  );
}
