import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Why something in the record is changed; kept with the change. */
export function ReasonInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      name="reason"
      label={t('app.field.reason')}
      required
      maxLength={300}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
