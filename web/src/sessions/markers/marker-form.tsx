import { Button, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type MarkerColour, markerColour } from '../../../../services/contracts/custody/marker.ts';
import { readersQuery } from '../../api/marker-queries.ts';
import { SelectOne } from '../../ui/select-one.tsx';
import { MarkerDot } from './marker-dot.tsx';

/** What of a marker is chosen freely. */
export interface MarkerDraft {
  text: string;
  colour: MarkerColour;
  forId: string | null;
}

export const emptyDraft: MarkerDraft = { text: '', colour: 'amber', forId: null };

interface Props {
  sessionId: string;
  title: string;
  submit: string;
  start: MarkerDraft;
  busy: boolean;
  onSubmit: (draft: MarkerDraft) => void;
  onLeave: () => void;
}

const nobody = 'nobody';

/** A marker in words, in a colour, perhaps for somebody. Enter sends it, Shift+Enter begins a line, Escape leaves. */
export function MarkerForm({ sessionId, title, submit, start, busy, onSubmit, onLeave }: Props) {
  const { t } = useTranslation();
  const readers = useQuery(readersQuery(sessionId));
  const [draft, setDraft] = useState(start);
  const set = (part: Partial<MarkerDraft>) => setDraft({ ...draft, ...part });
  const send = () => !busy && onSubmit(draft);
  return (
    <form
      data-testid="marker-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onLeave();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <NoteText value={draft.text} onChange={(text) => set({ text })} onSend={send} />
        <Group grow align="flex-start">
          <SelectOne
            label={t('markers.colour')}
            options={markerColour.options}
            labelOf={(colour) => t(`markers.colours.${colour}`)}
            value={draft.colour}
            onChange={(colour) => set({ colour })}
            leftSection={<MarkerDot colour={draft.colour} />}
          />
          <Select
            label={t('markers.person')}
            searchable
            data={[
              { value: nobody, label: t('markers.nobody') },
              ...(readers.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={draft.forId ?? nobody}
            onChange={(value) => set({ forId: value === nobody ? null : value })}
            data-testid="marker-for"
          />
        </Group>
        <Text size="xs" c="dimmed">
          {t('markers.personHint')}
        </Text>
        <Group gap="xs">
          <Button type="submit" size="sm" loading={busy} data-testid="marker-save">
            {submit}
          </Button>
          <Button size="sm" variant="default" onClick={onLeave}>
            {t('app.act.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface TextProps {
  value: string;
  onChange: (text: string) => void;
  onSend: () => void;
  label?: string;
}

/** Words of a marker; says that nobody who came is named in it. */
export function NoteText({ value, onChange, onSend, label }: TextProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      name="marker-text"
      label={label ?? t('markers.text')}
      description={t('markers.textHint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      autosize
      minRows={2}
      maxLength={1000}
      // A form that somebody has just called for takes the caret.
      autoFocus
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
        event.preventDefault();
        onSend();
      }}
    />
  );
}
