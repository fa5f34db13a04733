import { ActionIcon, Tooltip } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';

interface Props {
  icon: TablerIcon;
  label: string;
  /** Shown behind the label. */
  keys?: string;
  onClick: () => void;
  /** For what is switched on and off. */
  pressed?: boolean;
  disabled?: boolean;
  testid?: string;
}

/** A button of the transport: an icon that says its name and its key when pointed at. */
export function KeyButton({ icon: Icon, label, keys, onClick, pressed, disabled, testid }: Props) {
  return (
    <Tooltip label={keys ? `${label} (${keys})` : label}>
      <ActionIcon
        variant={pressed ? 'light' : 'subtle'}
        color={pressed ? 'teal' : 'gray'}
        size="lg"
        aria-label={label}
        {...(pressed !== undefined && { 'aria-pressed': pressed })}
        {...(disabled && { disabled })}
        onClick={onClick}
        data-testid={testid}
      >
        <Icon size={20} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
