import { Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import type { MarkerActs } from './use-marker-acts.ts';

/** What was just done with a marker, and the way back. */
export function UndoLine({ acts }: { acts: MarkerActs }) {
  const { t } = useTranslation();
  return (
    <>
      <ProblemNotice error={acts.error} />
      <div role="status">
        {acts.last && (
          <Group gap="xs" data-testid="marker-undo-line">
            <Text size="sm">{acts.last.says}</Text>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconArrowBackUp size={16} aria-hidden />}
              disabled={acts.busy}
              onClick={acts.undo}
              data-testid="marker-undo"
            >
              {t('markers.undo')}
            </Button>
          </Group>
        )}
      </div>
    </>
  );
}
