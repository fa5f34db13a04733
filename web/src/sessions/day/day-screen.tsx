import { ActionIcon, Anchor, Button, Group, Select, Skeleton, Text, Tooltip } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import {
  IconArrowLeft,
  IconArrowRight,
  IconCalendar,
  IconChevronLeft,
  IconChevronRight,
  IconDoorOff,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { roomsQuery } from '../../api/queries.ts';
import { FromRecordDialog } from '../../sessions/from-record-dialog.tsx';
import { formatDate, fromPicker, toPicker } from '../../text/time.ts';
import { useRange } from '../../text/use-duration.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { ChosenFields } from './chosen-fields.tsx';
import look from './day.module.css';
import { dayAddress } from './day-link.tsx';
import { DayStrip } from './day-strip.tsx';
import type { Span } from './suggest.ts';
import { Suggestions } from './suggestions.tsx';
import { useDay } from './use-day.ts';
import { useShown } from './use-shown.ts';

const dayMs = 86_400_000;

/** A room's whole day, to cut a session out of it. */
export function DayScreen() {
  const { t } = useTranslation();
  const { roomId = '', date = '' } = useParams();
  const rooms = useQuery(roomsQuery);
  const fromMs = /^\d{4}-\d{2}-\d{2}$/.test(date) ? dayStartOf(date) : Number.NaN;
  const room = rooms.data?.find(({ id }) => id === roomId);
  if (rooms.error && !rooms.data) return <ProblemNotice error={rooms.error} onRetry={() => void rooms.refetch()} />;
  if (rooms.isPending) return <Skeleton height={320} radius="lg" />;
  if (!room || Number.isNaN(fromMs)) return <Empty icon={IconDoorOff} title={t('roomDay.noRoom')} />;
  return (
    <Page title={`${room.name}, ${formatDate(fromMs)}`} actions={<Choose roomId={roomId} fromMs={fromMs} />}>
      <WholeDay key={`${roomId} ${date}`} roomId={roomId} date={date} fromMs={fromMs} />
    </Page>
  );
}

/** NaN for a day that no calendar has. */
function dayStartOf(date: string): number {
  return Date.parse(`${date}T00:00:00+07:00`);
}

function Choose({ roomId, fromMs }: { roomId: string; fromMs: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const rooms = useQuery(roomsQuery);
  const step = (label: string, toMs: number, icon: React.ReactNode) => (
    <ActionIcon component={Link} to={dayAddress(roomId, toMs)} variant="default" size="lg" aria-label={label}>
      {icon}
    </ActionIcon>
  );
  return (
    <>
      <Select
        aria-label={t('roomDay.room')}
        data={(rooms.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={roomId}
        onChange={(id) => id && void navigate(dayAddress(id, fromMs))}
      />
      {step(t('roomDay.before'), fromMs - dayMs, <IconChevronLeft size={18} aria-hidden />)}
      <DatePickerInput
        aria-label={`${t('roomDay.date')}: ${formatDate(fromMs)}`}
        valueFormat="DD/MM/YYYY"
        value={toPicker(fromMs).slice(0, 10)}
        onChange={(value) => value && void navigate(dayAddress(roomId, Date.parse(fromPicker(value))))}
        leftSection={<IconCalendar size={18} aria-hidden />}
        data-testid="day-date"
      />
      {step(t('roomDay.after'), fromMs + dayMs, <IconChevronRight size={18} aria-hidden />)}
    </>
  );
}

function WholeDay({ roomId, date, fromMs }: { roomId: string; date: string; fromMs: number }) {
  const { t } = useTranslation();
  // Up to the present minute, as it was when the page was opened.
  const [toMs] = useState(() => Math.max(fromMs + 3_600_000, Math.min(fromMs + dayMs, Date.now())));
  const limits = { fromMs, toMs };
  const day = useDay(roomId, limits);
  const shown = useShown({ fromMs, toMs: fromMs + dayMs });
  const [chosen, setChosen] = useState<Span | null>(null);
  const [isCutting, setCutting] = useState(false);
  const choose = (span: Span) => setChosen({ fromMs: span.fromMs, toMs: Math.min(span.toMs, toMs) });
  const take = (span: Span) => {
    choose(span);
    shown.see(span);
  };
  return (
    <>
      <ProblemNotice error={day.error} />
      <Card title={t('roomDay.title')} actions={<Zoom shown={shown} chosen={chosen} />}>
        {day.record.isPending ? (
          <Skeleton height={200} />
        ) : (
          <DayStrip day={day} dayFromMs={fromMs} shown={shown.shown} chosen={chosen} onChoose={choose} />
        )}
        <ChosenFields date={date} chosen={chosen} limits={limits} onChoose={choose} onCut={() => setCutting(true)} />
        <Hints day={day} />
      </Card>
      <Suggestions day={day} onTake={take} />
      <Sessions day={day} />
      {isCutting && chosen && (
        <FromRecordDialog
          chosen={{
            roomId,
            times: { startedAt: new Date(chosen.fromMs).toISOString(), endedAt: new Date(chosen.toMs).toISOString() },
          }}
          onClose={() => setCutting(false)}
        />
      )}
    </>
  );
}

function Zoom({ shown, chosen }: { shown: ReturnType<typeof useShown>; chosen: Span | null }) {
  const { t } = useTranslation();
  const act = (label: string, onClick: () => void, icon: React.ReactNode, isOff: boolean) => (
    <Tooltip label={label}>
      <ActionIcon variant="default" aria-label={label} onClick={onClick} disabled={isOff}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <Group gap={6}>
      {act(t('roomDay.earlier'), () => shown.move(-0.5), <IconArrowLeft size={18} aria-hidden />, shown.isWhole)}
      {act(t('roomDay.later'), () => shown.move(0.5), <IconArrowRight size={18} aria-hidden />, shown.isWhole)}
      {act(t('roomDay.zoomOut'), () => shown.zoom(2, chosen), <IconZoomOut size={18} aria-hidden />, shown.isWhole)}
      {act(t('roomDay.zoomIn'), () => shown.zoom(0.5, chosen), <IconZoomIn size={18} aria-hidden />, false)}
      <Button size="xs" variant="default" onClick={shown.whole} disabled={shown.isWhole}>
        {t('roomDay.whole')}
      </Button>
    </Group>
  );
}

function Hints({ day }: { day: ReturnType<typeof useDay> }) {
  const { t } = useTranslation();
  const { done, all } = day.hours;
  return (
    <div>
      {done < all && (
        <Text size="xs" c="dimmed" role="status">
          {t('roomDay.hearing', { done, all })}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {t('roomDay.signsHint')}
      </Text>
      {day.quiet.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('roomDay.quietHint')}
        </Text>
      )}
    </div>
  );
}

/** Sessions of the day that the person may know of. */
function Sessions({ day }: { day: ReturnType<typeof useDay> }) {
  const { t } = useTranslation();
  const range = useRange();
  if (day.sessions.length === 0) return null;
  return (
    <Card title={t('roomDay.sessions')}>
      <ul className={look.list}>
        {day.sessions.toReversed().map((one) => (
          <li key={one.id}>
            <Anchor component={Link} to={`/sessions/${one.id}`} size="sm">
              {range(one.startedAt, one.endedAt)} · {one.officer.name}
            </Anchor>
          </li>
        ))}
      </ul>
    </Card>
  );
}
