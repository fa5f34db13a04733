import { Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { StreamProblem } from '../../../../services/contracts/recording/stream-problem.ts';

/** What is worth changing on a camera, most important first. */
export function Advice({ problems }: { problems: readonly StreamProblem[] }) {
  const { t } = useTranslation();
  if (problems.length === 0) {
    return (
      <Group gap={6} wrap="nowrap" c="teal">
        <IconCircleCheck size={16} aria-hidden style={{ flex: 'none' }} />
        <Text size="sm">{t('cameras.page.noAdvice')}</Text>
      </Group>
    );
  }
  return (
    <Stack gap="xs" data-testid="advice">
      <Text size="sm" fw={600}>
        {t('cameras.page.advice')}
      </Text>
      {problems.map((problem) => (
        <Group key={problem} gap={8} wrap="nowrap" align="flex-start" data-problem={problem}>
          <IconAlertTriangle
            size={16}
            color="var(--mc-attention)"
            aria-hidden
            style={{ flex: 'none', marginTop: '0.15rem' }}
          />
          <Text size="sm">{t(`cameras.problem.${problem}`)}</Text>
        </Group>
      ))}
    </Stack>
  );
}
