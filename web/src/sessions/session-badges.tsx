import { Badge } from '@mantine/core';
import { IconScissors, IconWaveSawTool } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export function GapBadge({ length }: { length: string }) {
  const { t } = useTranslation();
  return (
    <Badge color="yellow" leftSection={<IconWaveSawTool size={14} aria-hidden />}>
      {t('sessions.gaps', { duration: length })}
    </Badge>
  );
}

/** Made afterwards, not by the start button. */
export function RecordBadge() {
  const { t } = useTranslation();
  return (
    <Badge color="gray" leftSection={<IconScissors size={14} aria-hidden />}>
      {t('sessions.madeFromRecord')}
    </Badge>
  );
}
