import { Group, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Identity } from '../../../../../services/contracts/access/visitor.ts';
import { FormDialog } from '../../../ui/form-dialog.tsx';

interface Props {
  title: string;
  hint: string;
  first: Identity;
  busy: boolean;
  error: Error | null;
  onSubmit: (who: Identity) => void;
  onClose: () => void;
}

export const nobody: Identity = { name: '', birthYear: null, paper: '', address: '', telephone: '', note: '' };

/** Who a visitor is, to be written or corrected. */
export function IdentityForm({ first, onSubmit, ...dialog }: Props) {
  const { t } = useTranslation();
  const [who, setWho] = useState(first);
  const text = (field: 'name' | 'paper' | 'address' | 'telephone', most: number) => ({
    ...{ name: field, label: t(`visitors.field.${field}`), value: who[field], maxLength: most },
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setWho({ ...who, [field]: event.currentTarget.value }),
  });
  return (
    <FormDialog
      {...dialog}
      size="lg"
      submit={t('app.act.save')}
      ready={who.name.trim() !== ''}
      onSubmit={() => onSubmit(who)}
    >
      <TextInput {...text('name', 200)} required data-autofocus />
      <Group grow align="flex-start">
        <NumberInput
          name="birthYear"
          label={t('visitors.field.birthYear')}
          min={1900}
          max={2100}
          clampBehavior="blur"
          allowDecimal={false}
          thousandSeparator=""
          hideControls
          autoComplete="off"
          value={who.birthYear ?? ''}
          onChange={(year) => setWho({ ...who, birthYear: typeof year === 'number' ? year : null })}
        />
        <TextInput {...text('paper', 60)} />
        <TextInput {...text('telephone', 60)} inputMode="tel" />
      </Group>
      <TextInput {...text('address', 300)} />
      <Textarea
        name="note"
        label={t('visitors.field.note')}
        autosize
        minRows={2}
        maxLength={1000}
        autoComplete="off"
        value={who.note}
        onChange={(event) => setWho({ ...who, note: event.currentTarget.value })}
      />
    </FormDialog>
  );
}
