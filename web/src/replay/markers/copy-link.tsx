import { ActionIcon, Text, TextInput, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { replayAt } from '../../sessions/markers/marker-look.ts';
import { formatTime } from '../../text/time.ts';
import { Dialog } from '../../ui/dialog.tsx';

/** Copies a link to an instant of the replay. Without TLS a browser lets no page copy: then the link is shown to be copied by hand. */
export function CopyLink({ sessionId, at }: { sessionId: string; at: () => string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<{ link: string; at: string } | null>(null);
  const copy = async () => {
    const instant = at();
    const link = new URL(replayAt(sessionId, instant), window.location.origin).href;
    if (!(await isCopied(link))) return setShown({ link, at: instant });
    notifications.show({
      message: t('markers.linkCopied', { time: formatTime(instant) }),
      color: 'teal',
      closeButtonProps: { 'aria-label': t('app.act.close') },
    });
  };
  return (
    <>
      <Tooltip label={t('markers.copyLink')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('markers.copyLink')}
          onClick={() => void copy()}
          data-testid="copy-link"
        >
          <IconLink size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      {shown && (
        <Dialog onClose={() => setShown(null)} title={t('markers.linkTitle', { time: formatTime(shown.at) })}>
          <Text size="sm" c="dimmed" mb="xs">
            {t('markers.linkHint')}
          </Text>
          <TextInput
            label={t('markers.link')}
            readOnly
            value={shown.link}
            data-autofocus
            onFocus={(event) => event.currentTarget.select()}
            data-testid="instant-link"
          />
        </Dialog>
      )}
    </>
  );
}

async function isCopied(text: string): Promise<boolean> {
  if (!window.isSecureContext) return false;
  return navigator.clipboard.writeText(text).then(
    () => true,
    // The browser was told to let no page copy.
    () => false,
  );
}
