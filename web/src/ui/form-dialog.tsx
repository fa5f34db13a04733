import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface Props {
  title: string;
  hint?: string;
  submit: string;
  danger?: boolean;
  size?: 'md' | 'lg' | 'xl';
  ready: boolean;
  busy: boolean;
  error: Error | null;
  onSubmit: () => void;
  onClose: () => void;
  children: React.ReactNode;
}

/** A form in a dialog: Enter sends it, Escape leaves, the problem stands above the buttons. */
export function FormDialog({
  title,
  hint,
  submit,
  danger,
  size = 'md',
  ready,
  busy,
  error,
  onSubmit,
  onClose,
  children,
}: Props) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose} title={title} size={size}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) onSubmit();
        }}
      >
        <Stack>
          {hint && (
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          )}
          {children}
          <ProblemNotice error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('app.act.cancel')}
            </Button>
            <Button
              type="submit"
              disabled={!ready}
              loading={busy}
              {...(danger && { color: 'red' })}
              data-testid="submit"
            >
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
