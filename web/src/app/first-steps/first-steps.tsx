import { Anchor, CloseButton, Group, SimpleGrid, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { sessionsQuery } from '../../api/queries.ts';
import { useMe } from '../current-person.ts';
import { type FirstStep, firstSteps } from './steps.ts';
import { useFirstSteps } from './use-first-steps.ts';

/** What somebody new can do here, in three steps; until the person puts it away. */
export function FirstSteps() {
  const { t } = useTranslation();
  const { role } = useMe();
  const { shown, hide } = useFirstSteps();
  if (!shown) return null;
  return (
    <Stack
      className="mc-card"
      component="section"
      p="lg"
      gap="md"
      aria-label={t('firstSteps.title')}
      data-testid="first-steps"
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Title order={2} size="h5">
            {t('firstSteps.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('firstSteps.hint')}
          </Text>
        </div>
        <CloseButton size="lg" aria-label={t('firstSteps.hide')} onClick={hide} data-testid="hide-first-steps" />
      </Group>
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {firstSteps(role).map((step, i) => (
          <li key={step.key}>
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <ThemeIcon variant="light" radius="xl" size={28} aria-hidden>
                {i + 1}
              </ThemeIcon>
              <Step step={step} />
            </Group>
          </li>
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function Step({ step }: { step: FirstStep }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text fw={600} size="sm">
        {t(`firstSteps.${step.key}.title`)}
      </Text>
      <Text size="sm" c="dimmed">
        {t(`firstSteps.${step.key}.hint`)}
      </Text>
      {step.key === 'replay' ? <NewestReplay step={step} /> : <Go step={step} />}
    </div>
  );
}

/** Straight to the newest session that is over; where the step leads while there is none. */
function NewestReplay({ step }: { step: FirstStep }) {
  const newest = useInfiniteQuery(sessionsQuery({ limit: 5 }));
  if (newest.isPending) return <Skeleton height={20} width={160} mt={4} />;
  const session = newest.data?.find(({ state }) => state === 'sealed' || state === 'processing');
  return <Go step={session ? { ...step, to: `/sessions/${session.id}/replay` } : step} />;
}

/** Nothing where the step is done on this very page. */
function Go({ step: { key, to } }: { step: FirstStep }) {
  const { t } = useTranslation();
  if (useLocation().pathname === to) return null;
  return (
    <Anchor component={Link} to={to} size="sm" fw={500} mt={4} data-testid={`first-step-${key}`}>
      <Group component="span" gap={4} display="inline-flex" mt={4}>
        {t(`firstSteps.${key}.go`)}
        <IconArrowRight size={16} aria-hidden />
      </Group>
    </Anchor>
  );
}
