import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CameraClock } from '../../../../services/contracts/recording/camera.ts';
import { formatSince } from '../../text/time.ts';
import { Card } from '../../ui/card.tsx';
import { Facts } from '../../ui/facts.tsx';
import { useClockWords } from '../clock-words.ts';

/** How the camera's own clock goes. */
export function ClockCard({ clock }: { clock: CameraClock | null }) {
  const { t } = useTranslation();
  const words = useClockWords();
  return (
    <Card title={t('cameras.page.clockTitle')}>
      {clock && (
        <Facts
          rows={[
            [t('cameras.page.offset'), words.offset(clock.offsetMs)],
            [
              t('cameras.page.drift'),
              clock.driftMsPerDay === null ? t('cameras.page.driftUnknown') : words.drift(clock.driftMsPerDay),
            ],
            ...(clock.setAt ? [[t('cameras.page.setAt'), formatSince(clock.setAt)] as const] : []),
          ]}
        />
      )}
      {!clock && <Text size="sm">{t('cameras.recorders.clockUnknown')}</Text>}
      <Text size="sm" c="dimmed">
        {t('cameras.page.clockHint')}
      </Text>
    </Card>
  );
}
