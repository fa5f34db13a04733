import { Box, Group, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import look from './replay.module.css';

interface Props {
  title: string;
  under: string;
  back: string;
  backLabel: string;
  /** Marks at the right, where there is room. */
  children: React.ReactNode;
}

/** What is replayed, above its pictures, with the way back. */
export function PlayerHead({ title, under, back, backLabel, children }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t('replay.title')} · ${title}`;
  }, [title, t]);
  return (
    <Group className={look.head} gap="md" wrap="nowrap" px="md">
      <Link to={back} className={look.back} aria-label={backLabel}>
        <IconArrowLeft size={20} aria-hidden />
      </Link>
      <Box style={{ minWidth: 0 }}>
        <Text component="h1" fw={600} truncate>
          {title}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {under}
        </Text>
      </Box>
      <Group gap="xs" ml="auto" visibleFrom="sm" wrap="nowrap">
        {children}
      </Group>
    </Group>
  );
}
