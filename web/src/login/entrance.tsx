import { Anchor, Box, Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { LanguageMenu } from '../app/top-bar.tsx';

/** The calm page before the program: name, language, one card. */
export function Entrance({ children, wide }: { children: React.ReactNode; wide?: boolean }) {
  const { t } = useTranslation();
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w="100%" maw={wide ? 480 : 400} gap="lg">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <img src="/icon.svg" alt="" width={44} height={44} />
            <Box>
              <Title order={1} size="h3" lh={1.2}>
                {t('app.name')}
              </Title>
              <Text size="sm" c="dimmed">
                {t('app.tagline')}
              </Text>
            </Box>
          </Group>
          <LanguageMenu />
        </Group>
        <Paper className="mc-card" p="xl">
          {children}
        </Paper>
        <Text size="xs" c="dimmed" ta="center">
          {t('app.login.recorded')}{' '}
          <Anchor component={Link} to="/privacy" inherit underline="always" data-testid="privacy-link">
            {t('privacy.link')}
          </Anchor>
        </Text>
      </Stack>
    </Center>
  );
}
