import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  value: string;
  onChange: (code: string) => void;
  /** Codes of a new phone only: a recovery code will not do. */
  phoneOnly?: boolean;
}

/** Six digits of the phone, or a recovery code. */
export function CodeInput({ value, onChange, phoneOnly }: Props) {
  const { t } = useTranslation();
  return (
    <TextInput
      name="code"
      label={t('account.code.label')}
      description={phoneOnly ? t('account.code.phone') : t('account.code.either')}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      {...(phoneOnly && { inputMode: 'numeric' as const })}
      autoFocus
      data-autofocus
      required
      withAsterisk={false}
      styles={{ input: { fontFamily: 'monospace', letterSpacing: '0.1em' } }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
