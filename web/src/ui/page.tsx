import { Group, Stack, Title } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  title: string;
  /** Beside the title: badges. */
  aside?: React.ReactNode;
  /** At the right: what one can do here. */
  actions?: React.ReactNode;
  children: React.ReactNode;
}

/** Title line and content of one screen. */
export function Page({ title, aside, actions, children }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  return (
    <Stack gap="lg" maw={1480} mx="auto">
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Title order={1} size="h2">
            {title}
          </Title>
          {aside}
        </Group>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
