import { Box, List, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { privacyQuery } from '../api/queries.ts';
import { useDays } from '../custody/retention/use-days.ts';
import { Card } from '../ui/card.tsx';
import { Facts } from '../ui/facts.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';

/** What is recorded about whom, why, on what ground, how long, who may see it, and whom to ask. */
export function PrivacyPage() {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useQuery(privacyQuery);
  return (
    <Box maw={860} mx="auto">
      <Page title={t('privacy.title')}>
        <Text>{t('privacy.intro')}</Text>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
        <Card title={t('privacy.what.title')}>
          <Facts
            rows={(['visitor', 'officer', 'viewer'] as const).map((who) => [
              t(`privacy.what.${who}`),
              t(`privacy.what.${who}Text`),
            ])}
          />
          <Text size="sm">{t('privacy.what.not')}</Text>
        </Card>
        <Card title={t('privacy.why.title')}>
          <Points points={[t('privacy.why.conduct'), t('privacy.why.dispute'), t('privacy.why.evidence')]} />
        </Card>
        <Card title={t('privacy.basis.title')}>
          {isPending && <Skeleton height={24} />}
          {data && (
            <Text size="sm" data-testid="regulation">
              {data.regulation ? t('privacy.basis.named', { regulation: data.regulation }) : t('privacy.basis.missing')}
            </Text>
          )}
        </Card>
        <Card title={t('privacy.keep.title')}>
          <Keeping />
        </Card>
        <Card title={t('privacy.see.title')}>
          <Points
            points={[
              ...[t('privacy.see.officer'), t('privacy.see.chief'), t('privacy.see.denouncer')],
              ...[t('privacy.see.identity'), t('privacy.see.admin'), t('privacy.see.logged')],
            ]}
          />
          <Text size="sm">{t('privacy.see.filmed')}</Text>
        </Card>
        <Card title={t('privacy.rights.title')}>
          <Points points={[t('privacy.rights.told'), t('privacy.rights.copy'), t('privacy.rights.correct')]} />
          {data && (
            <Text size="sm" data-testid="contact">
              {data.contact ? t('privacy.rights.contact', { contact: data.contact }) : t('privacy.rights.noContact')}
            </Text>
          )}
        </Card>
      </Page>
    </Box>
  );
}

/** How long, by the days that hold now. */
function Keeping() {
  const { t } = useTranslation();
  const days = useDays();
  const { data } = useQuery(privacyQuery);
  return (
    <>
      {data ? (
        <Facts rows={data.items.map((one) => [t(`custody.class.${one.code}`), days(one)])} />
      ) : (
        <Skeleton height={120} />
      )}
      <Text size="sm">{t('privacy.keep.held')}</Text>
    </>
  );
}

function Points({ points }: { points: readonly string[] }) {
  return (
    <List size="sm" spacing="xs">
      {points.map((point) => (
        <List.Item key={point}>{point}</List.Item>
      ))}
    </List>
  );
}
