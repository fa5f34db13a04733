import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { saveBlob } from '../../api/save-file.ts';

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
          onClick={() => saveBlob(new Blob([codes.join('\r\n')], { type: 'text/plain' }), 'minh-chung-ma-du-phong.txt')}
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
