import { Box, Group, Stack, Title } from '@mantine/core';

interface Props {
  title: string;
  actions?: React.ReactNode;
  children: React.ReactNode;
}

/** A titled part of a page. */
export function Card({ title, actions, children }: Props) {
  return (
    <Box component="section" className="mc-card" p="lg">
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h5">
            {title}
          </Title>
          {actions}
        </Group>
        {children}
      </Stack>
    </Box>
  );
}
