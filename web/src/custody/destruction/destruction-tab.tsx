import { Stack } from '@mantine/core';
import { Destructions } from './destructions.tsx';
import { DueSessions } from './due-sessions.tsx';
import { IdleExpiries } from './idle-expiries.tsx';

/** What may go, what went, and what went by itself. */
export function DestructionTab() {
  return (
    <Stack gap="lg">
      <DueSessions />
      <Destructions />
      <IdleExpiries />
    </Stack>
  );
}
