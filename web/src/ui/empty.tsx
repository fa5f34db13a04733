import { Button, Center, Stack, Text, ThemeIcon } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import { Link } from 'react-router';

interface Props {
  icon: TablerIcon;
  title: string;
  hint?: string;
  action?: React.ReactNode;
}

/** The one button of an empty place that leads to another screen. */
export function GoTo({ to, children }: { to: string; children: React.ReactNode }) {
  return (
    <Button component={Link} to={to} variant="default">
      {children}
    </Button>
  );
}

/** An empty place: what will appear here and the one button that makes it appear. */
export function Empty({ icon: Icon, title, hint, action }: Props) {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap="sm" maw={420} ta="center">
        <ThemeIcon size={56} radius="xl" variant="light" color="gray">
          <Icon size={28} stroke={1.5} aria-hidden />
        </ThemeIcon>
        <Text fw={600}>{title}</Text>
        {hint && (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  );
}
