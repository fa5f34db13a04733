import { Button, Tabs } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { Page } from '../ui/page.tsx';
import { DestructionTab } from './destruction/destruction-tab.tsx';
import { HoldsTab } from './holds-tab.tsx';
import { RetentionTab } from './retention/retention-tab.tsx';

const tabs = ['holds', 'retention', 'destruction'] as const;

/** What must not be deleted, how long everything else is kept, and what goes at last. */
export function CustodyScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab } = useParams();
  const shown = tabs.find((one) => one === tab) ?? 'holds';
  return (
    <Page
      title={t('custody.title')}
      actions={
        <Button
          component="a"
          href="/verify.html"
          download
          variant="default"
          leftSection={<IconShieldCheck size={18} aria-hidden />}
        >
          {t('custody.verifier')}
        </Button>
      }
    >
      <Tabs value={shown} onChange={(next) => void navigate(`/custody/${next}`)} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="holds">{t('retention.holdsTab')}</Tabs.Tab>
          <Tabs.Tab value="retention">{t('retention.tab')}</Tabs.Tab>
          <Tabs.Tab value="destruction">{t('destruction.tab')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="holds">
          <HoldsTab />
        </Tabs.Panel>
        <Tabs.Panel value="retention">
          <RetentionTab />
        </Tabs.Panel>
        <Tabs.Panel value="destruction">
          <DestructionTab />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
