import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/current-person.ts';
import { Page } from '../../ui/page.tsx';
import { SealCard } from '../audit/seal-card.tsx';
import { FixityCard } from './fixity-card.tsx';
import { ReasonsCard } from './reasons-card.tsx';
import { StoreCard } from './store-card.tsx';

/** Whether what the evidence stands on is as it must be. */
export function HealthScreen() {
  const { t } = useTranslation();
  const { role } = useMe();
  return (
    <Page title={t('app.nav.health')}>
      <StoreCard />
      <FixityCard />
      <SealCard />
      {role === 'chief' && <ReasonsCard />}
    </Page>
  );
}
