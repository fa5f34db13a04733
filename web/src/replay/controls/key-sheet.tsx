import { Kbd, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import look from '../replay.module.css';

const rows = [
  ['play', ['Space', 'K']],
  ['shuttle', ['J', 'K', 'L']],
  ['seek', ['←', '→']],
  ['minute', ['PageUp', 'PageDown']],
  ['frame', [',', '.']],
  ['marker', ['M']],
  ['markers', ['↑', '↓']],
  ['large', ['1', '…', '9']],
  ['grid', ['0']],
  ['mute', ['V']],
  ['snapshot', ['S']],
  ['loop', ['[', ']']],
  ['loopOff', ['Esc']],
  ['silence', ['I']],
  ['empty', ['E']],
  ['zoom', ['+', '−']],
  ['full', ['F']],
  ['ends', ['Home', 'End']],
  ['sheet', ['?']],
] as const;

export function KeySheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} title={t('replay.keys')}>
      <Stack gap={6}>
        {rows.map(([act, keys]) => (
          <div key={act} className={look.keyRow}>
            <Text size="sm">{t(`replay.key.${act}`)}</Text>
            <span>
              {keys.map((key) => (
                <Kbd key={key} ml={4}>
                  {key}
                </Kbd>
              ))}
            </span>
          </div>
        ))}
      </Stack>
    </Dialog>
  );
}
