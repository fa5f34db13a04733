import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Marker } from '../../../../services/contracts/custody/marker.ts';
import { formatTime } from '../../text/time.ts';
import { NoteText } from './marker-form.tsx';
import type { MarkerActs } from './use-marker-acts.ts';

interface Props {
  marker: Marker;
  acts: MarkerActs;
  onLeave: () => void;
}

/** A note under a marker. */
export function AnswerForm({ marker, acts, onLeave }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const isEmpty = text.trim() === '';
  const send = () => {
    if (!isEmpty && !acts.busy) acts.answer(marker.id, text, onLeave);
  };
  return (
    <form
      data-testid="answer-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onLeave();
      }}
    >
      <NoteText
        label={t('markers.answerText', { time: formatTime(marker.at) })}
        value={text}
        onChange={setText}
        onSend={send}
      />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="sm" disabled={isEmpty} loading={acts.busy} data-testid="answer-send">
          {t('markers.send')}
        </Button>
        <Button size="sm" variant="default" onClick={onLeave}>
          {t('app.act.cancel')}
        </Button>
      </Group>
    </form>
  );
}
