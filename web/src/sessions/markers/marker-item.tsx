import { Anchor, Badge, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Marker, type MarkerNote, markerRoutes } from '../../../../services/contracts/custody/marker.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/use-act.ts';
import { useMe } from '../../app/current-person.ts';
import { formatTime } from '../../text/time.ts';
import { AnswerForm } from './answer-form.tsx';
import { MarkerDot } from './marker-dot.tsx';
import { MarkerForm } from './marker-form.tsx';
import { replayAt } from './marker-look.ts';
import look from './markers.module.css';
import type { MarkerActs } from './use-marker-acts.ts';

export interface ItemProps {
  sessionId: string;
  marker: Marker;
  acts: MarkerActs;
  mayMark: boolean;
  /** Goes to the marker in the replay that is open; without it there is a link, for those who may replay. */
  onJump?: ((marker: Marker) => void) | undefined;
  mayReplay: boolean;
  isGone: boolean;
}

/** One marker: when, what, what was said, for whom, and the notes under it. */
export function MarkerItem({ sessionId, marker, acts, mayMark, onJump, mayReplay, isGone }: ItemProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'edit' | 'answer' | null>(null);
  const close = () => setOpen(null);
  if (open === 'edit')
    return (
      <MarkerForm
        sessionId={sessionId}
        title={t('markers.edit', { time: formatTime(marker.at) })}
        submit={t('markers.save')}
        start={{ text: marker.text ?? '', colour: marker.colour, forId: marker.for?.id ?? null }}
        busy={acts.busy}
        onSubmit={(draft) => acts.change(marker, draft, close)}
        onLeave={close}
      />
    );
  return (
    <div data-testid="marker" data-kind={marker.kind} data-at={marker.at}>
      <Group gap="xs" wrap="nowrap" align="baseline">
        <MarkerDot colour={marker.colour} />
        <When sessionId={sessionId} marker={marker} onJump={onJump} mayReplay={mayReplay && !isGone} />
        <Text size="sm" fw={500}>
          {t(`terms.markerKind.${marker.kind}`)}
        </Text>
      </Group>
      <Said note={marker} />
      <Group gap={4} mt={2}>
        {!isGone && <Small onClick={() => setOpen('answer')}>{t('markers.answer')}</Small>}
        {marker.own && mayMark && !isGone && <Small onClick={() => setOpen('edit')}>{t('markers.change')}</Small>}
        {marker.own && mayMark && !isGone && <Remove note={marker} at={marker.at} acts={acts} />}
        <Done note={marker} />
      </Group>
      {marker.answers.length > 0 && (
        <ul className={look.answers}>
          {marker.answers.map((answer) => (
            <li key={answer.id} data-testid="marker-answer">
              <Said note={answer} />
              <Group gap={4}>
                {answer.own && !isGone && <Remove note={answer} at={marker.at} acts={acts} />}
                <Done note={answer} />
              </Group>
            </li>
          ))}
        </ul>
      )}
      {open === 'answer' && <AnswerForm marker={marker} acts={acts} onLeave={close} />}
    </div>
  );
}

function When({
  sessionId,
  marker,
  onJump,
  mayReplay,
}: Pick<ItemProps, 'sessionId' | 'marker' | 'mayReplay' | 'onJump'>) {
  const { t } = useTranslation();
  const time = formatTime(marker.at);
  const label = t('markers.jump', { time, what: t(`terms.markerKind.${marker.kind}`) });
  if (onJump)
    return (
      <Anchor component="button" type="button" size="sm" aria-label={label} onClick={() => onJump(marker)} data-jump>
        {time}
      </Anchor>
    );
  if (!mayReplay) return <Text size="sm">{time}</Text>;
  return (
    <Anchor
      component={Link}
      to={replayAt(sessionId, marker.at)}
      size="sm"
      aria-label={label}
      data-testid="marker-replay"
    >
      {time}
    </Anchor>
  );
}

function Said({ note }: { note: MarkerNote }) {
  const { t } = useTranslation();
  return (
    <>
      {note.text !== '' && (
        <Text size="sm" className={look.words} {...(note.text === null && { c: 'dimmed' })}>
          {note.text ?? t('markers.wiped')}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {note.by.name}
        {note.for && ` · ${t('markers.forPerson', { name: note.for.name })}`}
        {note.done && (
          <Badge size="xs" ml={6} color="teal">
            {t('markers.done')}
          </Badge>
        )}
      </Text>
    </>
  );
}

function Remove({ note, at, acts }: { note: MarkerNote; at: string; acts: MarkerActs }) {
  const { t } = useTranslation();
  return (
    <Small onClick={() => acts.remove(note, at)} label={t('markers.removeOne', { what: note.text || formatTime(at) })}>
      {t('markers.remove')}
    </Small>
  );
}

/** For whom a note is: it is dealt with, or open again. */
function Done({ note }: { note: MarkerNote }) {
  const { t } = useTranslation();
  const me = useMe();
  const act = useAct({
    run: () => call(markerRoutes.done, { params: { markerId: note.id }, body: { done: !note.done } }),
  });
  if (note.for?.id !== me.id) return null;
  return <Small onClick={() => act.mutate()}>{t(note.done ? 'markers.markOpen' : 'markers.markDone')}</Small>;
}

function Small({ children, onClick, label }: { children: string; onClick: () => void; label?: string }) {
  return (
    <Button size="compact-xs" variant="subtle" color="gray" onClick={onClick} {...(label && { 'aria-label': label })}>
      {children}
    </Button>
  );
}
