import { Anchor, Badge, Box, Button, Checkbox, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { markerRoutes, type NoteForMe } from '../../../services/contracts/custody/marker.ts';
import { call } from '../api/call.ts';
import { notesQuery } from '../api/marker-queries.ts';
import { useAct } from '../api/use-act.ts';
import { useMe } from '../app/current-person.ts';
import { replayAt } from '../sessions/markers/marker-look.ts';
import look from '../sessions/markers/markers.module.css';
import { formatDate, formatTime } from '../text/time.ts';
import { Card } from '../ui/card.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';

/** What colleagues ask the person to look at; nothing at all while nobody has. */
export function NotesForMe() {
  const { t } = useTranslation();
  const notes = useQuery(notesQuery);
  const [withDone, setWithDone] = useState(false);
  if (notes.error) return <ProblemNotice error={notes.error} onRetry={() => void notes.refetch()} />;
  if (!notes.data || notes.data.items.length === 0) return null;
  const { items, open } = notes.data;
  const shown = items.filter(({ done }) => withDone || !done);
  return (
    <div data-testid="notes-for-me" data-open={open}>
      <Card
        title={t('markers.mine.title')}
        actions={
          <Group gap="sm">
            {open > 0 && <Badge color="yellow">{t('markers.mine.open', { count: open })}</Badge>}
            {items.length > open && (
              <Checkbox
                size="sm"
                label={t('markers.mine.shown')}
                checked={withDone}
                onChange={(event) => setWithDone(event.currentTarget.checked)}
              />
            )}
          </Group>
        }
      >
        {shown.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('markers.mine.none')}
          </Text>
        )}
        <ul className={look.list}>
          {shown.map((note) => (
            <li key={note.id}>
              <Note note={note} />
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

function Note({ note }: { note: NoteForMe }) {
  const { t } = useTranslation();
  const { role } = useMe();
  const done = useAct({
    run: () => call(markerRoutes.done, { params: { markerId: note.id }, body: { done: !note.done } }),
  });
  const address = role === 'archivist' ? `/sessions/${note.session.id}` : replayAt(note.session.id, note.at);
  return (
    <Group justify="space-between" align="flex-start" gap="sm" data-testid="note-for-me" data-done={note.done}>
      <Box style={{ flex: '1 1 16rem', minWidth: 0 }}>
        <Text size="sm" fw={500} className={look.words}>
          {note.text === null ? t('markers.wiped') : note.text || t(`terms.markerKind.${note.kind}`)}
        </Text>
        <Text size="xs" c="dimmed">
          {note.by.name}
          {note.isAnswer && ` · ${t('markers.mine.answered')}`} · {note.session.room.name},{' '}
          {formatDate(note.session.startedAt)}
        </Text>
        <ProblemNotice error={done.error} />
      </Box>
      <Group gap="sm">
        <Anchor component={Link} to={address} size="sm" data-testid="note-open">
          {t('markers.mine.go', { time: formatTime(note.at) })}
        </Anchor>
        <Button
          size="xs"
          variant="default"
          loading={done.isPending}
          onClick={() => done.mutate()}
          data-testid="note-done"
        >
          {t(note.done ? 'markers.markOpen' : 'markers.markDone')}
        </Button>
      </Group>
    </Group>
  );
}
