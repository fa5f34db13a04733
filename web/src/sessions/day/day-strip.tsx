import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Gap, ShownCause } from '../../../../services/contracts/recording/gap.ts';
import { shareOf, ticksOf } from '../../replay/timeline/scale.ts';
import { formatMinute, formatTime } from '../../text/time.ts';
import { RecordLane } from '../../ui/record-lane/record-lane.tsx';
import look from './day.module.css';
import { LevelLane } from './level-lane.tsx';
import type { Span } from './suggest.ts';
import type { Day } from './use-day.ts';

interface Props {
  day: Day;
  /** Where the levels begin. */
  dayFromMs: number;
  shown: Span;
  chosen: Span | null;
  onChoose: (span: Span) => void;
}

const stretchOf = ({ fromMs, toMs }: Span) => ({ from: fromMs, to: toMs });

const placeIn = ({ fromMs, toMs }: Span, shown: Span) => {
  const left = shareOf(fromMs, stretchOf(shown));
  return { left: `${left * 100}%`, width: `${(shareOf(toMs, stretchOf(shown)) - left) * 100}%` };
};

const busyLevel = 40;
const minutesOf = (levels: readonly (number | null)[]) =>
  Math.round(levels.filter((level) => (level ?? 0) >= busyLevel).length / 6);

/** The day as one strip: footage of each camera, sessions, loudness, motion, suggestions. A drag chooses a stretch. */
export function DayStrip({ day, dayFromMs, shown, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const { loudness, motion } = day;
  const [from, to] = [new Date(shown.fromMs).toISOString(), new Date(shown.toMs).toISOString()];
  return (
    <div className={look.strip} data-testid="day-strip" data-from-ms={shown.fromMs} data-to-ms={shown.toMs}>
      <span />
      <Ruler {...shown} />
      {day.record.data?.map((camera) => (
        <Row key={camera.cameraId} label={camera.cameraName} quiet={day.quiet} shown={shown}>
          <RecordLane from={from} to={to} footage={camera.footage} gaps={toldGaps(camera.gaps, day.quiet)} />
        </Row>
      ))}
      <Row label={t('roomDay.sessions')} quiet={[]} shown={shown}>
        {day.sessions.map((one) => (
          <div
            key={one.id}
            className={look.session}
            data-testid="day-session"
            style={placeIn({ fromMs: Date.parse(one.startedAt), toMs: Date.parse(one.endedAt ?? to) }, shown)}
          />
        ))}
      </Row>
      <Row label={t('roomDay.loudness')} quiet={day.quiet} shown={shown}>
        <LevelLane
          label={t('roomDay.loudnessOf', { count: minutesOf(loudness) })}
          fromMs={dayFromMs}
          levels={loudness}
          shown={shown}
        />
      </Row>
      <Row label={t('roomDay.motion')} quiet={day.quiet} shown={shown}>
        <LevelLane
          label={t('roomDay.motionOf', { count: minutesOf(motion) })}
          fromMs={dayFromMs}
          levels={motion}
          shown={shown}
        />
      </Row>
      <Row label={t('roomDay.suggested')} quiet={[]} shown={shown}>
        {day.suggestions.map((one) => (
          <div key={one.fromMs} className={look.suggestion} style={placeIn(one, shown)} />
        ))}
      </Row>
      <Chooser shown={shown} chosen={chosen} onChoose={onChoose} saysAt={(at) => gapAt(day, at)} />
    </div>
  );
}

interface RowProps {
  label: string;
  /** Of these nothing is said: they lie over what is shown. */
  quiet: readonly Span[];
  shown: Span;
  children: React.ReactNode;
}

function Row({ label, quiet, shown, children }: RowProps) {
  return (
    <>
      <span className={look.label}>{label}</span>
      <div className={look.lane}>
        {children}
        {quiet.map((one) => (
          <div key={one.fromMs} className={look.quiet} style={placeIn(one, shown)} data-testid="day-quiet" />
        ))}
      </div>
    </>
  );
}

const tickWidth = 80;

function Ruler({ fromMs, toMs }: Span) {
  const { ref, width } = useElementSize();
  const { stepMs, at } = ticksOf({ from: fromMs, to: toMs }, Math.max(2, Math.floor(width / tickWidth)));
  return (
    <div ref={ref} className={look.ruler} aria-hidden>
      {at
        .filter((time) => shareOf(time, { from: fromMs, to: toMs }) * width < width - 40)
        .map((time) => (
          <div key={time} className={look.tick} style={{ left: `${shareOf(time, { from: fromMs, to: toMs }) * 100}%` }}>
            {stepMs < 60_000 ? formatTime(time) : formatMinute(time)}
          </div>
        ))}
    </div>
  );
}

interface ChooserProps extends Pick<Props, 'shown' | 'chosen' | 'onChoose'> {
  /** Why there is no footage at an instant. */
  saysAt: (atMs: number) => ShownCause | null;
}

/** Gaps but those of which nothing is said. */
function toldGaps(gaps: readonly Gap[], quiet: readonly Span[]): Gap[] {
  const isQuiet = ({ from, to }: Gap) =>
    quiet.some((one) => one.fromMs <= Date.parse(from) && to !== null && Date.parse(to) <= one.toMs);
  return gaps.filter((gap) => !isQuiet(gap));
}

/** The cause of the first camera's gap there; none where nothing is said. */
function gapAt({ record, quiet }: Day, atMs: number): ShownCause | null {
  if (quiet.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)) return null;
  const gaps = record.data?.flatMap((camera) => camera.gaps) ?? [];
  const gap = gaps.find(({ from, to }) => Date.parse(from) <= atMs && (to === null || atMs < Date.parse(to)));
  return gap?.cause ?? null;
}

/** Over all lanes: a drag chooses, the chosen stretch stands out. By keyboard there are two fields below. */
function Chooser({ shown, chosen, onChoose, saysAt }: ChooserProps) {
  const { t } = useTranslation();
  const [hover, setHover] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const cause = hover === null ? null : saysAt(hover);
  const timeAt = (event: React.PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
    return Math.round((shown.fromMs + share * (shown.toMs - shown.fromMs)) / 1000) * 1000;
  };
  return (
    <div
      className={look.over}
      role="img"
      aria-label={t('roomDay.strip')}
      data-testid="day-chooser"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setAnchor(timeAt(event));
      }}
      onPointerMove={(event) => {
        const time = timeAt(event);
        setHover(time);
        if (anchor !== null && time !== anchor)
          onChoose({ fromMs: Math.min(anchor, time), toMs: Math.max(anchor, time) });
      }}
      onPointerUp={() => setAnchor(null)}
      onPointerLeave={() => setHover(null)}
    >
      {chosen && <div className={look.chosen} style={placeIn(chosen, shown)} data-testid="day-chosen" />}
      {hover !== null && (
        <div className={look.hover} style={{ left: `${shareOf(hover, stretchOf(shown)) * 100}%` }}>
          <span>
            {formatTime(hover)}
            {cause && ` · ${t('replay.gap', { cause: t(`terms.gapCause.${cause}`) })}`}
          </span>
        </div>
      )}
    </div>
  );
}
