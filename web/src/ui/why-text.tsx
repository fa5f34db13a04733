import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  label?: string;
  name?: string;
  description?: string;
  value: string;
  onChange: (value: string) => void;
  /** The dialog opens with the caret here. */
  autoFocus?: boolean;
}

/** Why somebody does what stays on record, in words: at least three characters of it, `isWhy`. */
export function WhyText({ label, name = 'reason', description, value, onChange, autoFocus = false }: Props) {
  const { t } = useTranslation();
  return (
    <Textarea
      name={name}
      label={label ?? t('app.field.reason')}
      description={description}
      required
      autosize
      minRows={2}
      maxLength={500}
      data-autofocus={autoFocus || undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function isWhy(text: string): boolean {
  return text.trim().length >= 3;
}
