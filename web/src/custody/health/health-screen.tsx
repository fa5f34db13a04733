import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';
import { SealCard } from '../audit/seal-card.tsx';
import { FixityCard } from './fixity-card.tsx';
import { StoreCard } from './store-card.tsx';

/** Whether what the evidence stands on is as it must be. */
export function HealthScreen() {
  const { t } = useTranslation();
  return (
    <Page title={t('app.nav.health')}>
      <StoreCard />
      <FixityCard />
      <SealCard />
    </Page>
  );
}
