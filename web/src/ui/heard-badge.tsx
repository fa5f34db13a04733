import { Badge } from '@mantine/core';
import { IconEar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Somebody hears the room live now. */
export function HeardBadge() {
  const { t } = useTranslation();
  return (
    <Badge color="yellow" leftSection={<IconEar size={14} aria-hidden />} data-testid="heard">
      {t('wall.heard')}
    </Badge>
  );
}
