import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconFolderPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { readCaseKey } from './session-draft.ts';

interface Props {
  value: string;
  onChange: (value: string) => void;
  label?: string;
  description?: string;
}

/** A case number, checked as it is typed. */
export function CaseKeyInput({ value, onChange, label, description }: Props) {
  const { t } = useTranslation();
  const bad = value.trim().length > 6 && readCaseKey(value) === null;
  return (
    <TextInput
      label={label}
      aria-label={label ?? t('session.caseKeys')}
      description={description}
      placeholder="KN-2026-000123"
      error={bad && t('session.caseKeyBad')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      data-testid="case-key"
      spellCheck={false}
    />
  );
}

interface OfferProps {
  caseKey: string;
  busy: boolean;
  onCreate: () => void;
}

/** Shown when a number is unknown: nothing is lost, one click makes the case. */
export function OfferNewCase({ caseKey, busy, onCreate }: OfferProps) {
  const { t } = useTranslation();
  return (
    <Group gap="sm" role="alert">
      <Text size="sm">{t('sessions.one.unknownCase', { key: caseKey })}</Text>
      <Button
        size="xs"
        variant="light"
        leftSection={<IconFolderPlus size={16} aria-hidden />}
        loading={busy}
        onClick={onCreate}
        data-testid="create-and-link"
      >
        {t('sessions.one.createAndLink', { key: caseKey })}
      </Button>
    </Group>
  );
}
