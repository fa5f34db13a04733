import { Button, Group, SimpleGrid, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/current-person.ts';
import { Card } from '../../ui/card.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Page } from '../../ui/page.tsx';
import { FactorCard } from './factor-card.tsx';
import { LoginsCard } from './logins-card.tsx';
import { PasswordForm } from './password-form.tsx';

/** My account: who I am, password, second factor, logins. */
export function AccountScreen() {
  const { t } = useTranslation();
  const me = useMe();
  const [changing, setChanging] = useState(false);
  return (
    <Page title={t('account.title')}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Stack gap="lg">
          <Card title={me.name}>
            <Facts
              rows={[
                [t('people.login'), me.login],
                [t('people.role'), t(`terms.role.${me.role}`)],
              ]}
            />
            <Group>
              <Button variant="default" onClick={() => setChanging(true)} data-testid="change-password">
                {t('account.password.title')}
              </Button>
            </Group>
          </Card>
          <FactorCard />
        </Stack>
        <LoginsCard />
      </SimpleGrid>
      {changing && (
        <Dialog title={t('account.password.title')} onClose={() => setChanging(false)}>
          <PasswordForm onDone={() => setChanging(false)} />
        </Dialog>
      )}
    </Page>
  );
}
