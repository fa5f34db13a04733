import { Box, Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { LanguageMenu } from '../app/top-bar.tsx';
import { PrivacyPage } from './privacy-page.tsx';

/** The privacy page for people who have no account: with a way to the login page and the language, and nothing else. */
export function PrivacyScreen() {
  const { t } = useTranslation();
  return (
    <Box component="main" p={{ base: 'md', sm: 'xl' }} mih="100dvh" bg="var(--mc-ground)">
      <Group justify="space-between" maw={860} mx="auto" mb="lg">
        <Group gap="xs">
          <img src="/icon.svg" alt="" width={28} height={28} />
          <Button component={Link} to="/" variant="subtle" size="compact-md">
            {t('privacy.toLogin')}
          </Button>
        </Group>
        <LanguageMenu />
      </Group>
      <PrivacyPage />
    </Box>
  );
}
