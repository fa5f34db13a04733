import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Codes for a lost phone, this one time. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Text size="sm">{t('account.recovery.hint')}</Text>
      <SimpleGrid component="ul" cols={2} spacing="xs" m={0} p="md" className="mc-codes" data-testid="recovery-codes">
        {codes.map((code) => (
          <Text key={code} component="li" ff="monospace" style={{ listStyle: 'none' }}>
            {code}
          </Text>
        ))}
      </SimpleGrid>
      <Group justify="space-between">
        <Button
          variant="default"
          onClick={() => saveText(codes.join('\r\n'))}
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          {t('account.recovery.save')}
        </Button>
        <Button onClick={onKept} data-testid="codes-kept" data-autofocus>
          {t('account.recovery.kept')}
        </Button>
      </Group>
    </Stack>
  );
}

function saveText(text: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = 'minh-chung-ma-du-phong.txt';
  link.click();
  URL.revokeObjectURL(link.href);
}
