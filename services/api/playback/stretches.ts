import type { Segment, Track } from '../../recording/segments.ts';

/** What a view lets a person read: `[fromMs, toMs)`, of that only `only`, without `excluded`. Wall times, ms since 1970. */
export interface Allowed {
  fromMs: number;
  toMs: number;
  excluded: readonly Span[];
  only?: readonly Span[] | null;
}

export interface Span {
  fromMs: number;
  toMs: number;
}

/** Bytes of one object, `end` exclusive. */
export interface ByteSpan {
  start: number;
  end: number;
}

/** Fragments `first` up to, not including, `end` of one track of one segment: they lie side by side in its object. */
export interface Piece {
  segment: Segment;
  track: Track;
  first: number;
  end: number;
}

/** What one segment gives to a stretch; either track may have nothing in it. */
export interface Part {
  segment: Segment;
  video: Piece | null;
  audio: Piece | null;
}

/** Unbroken footage of one run: decode time runs on through it, so a player needs one init and no discontinuity. */
export interface Stretch {
  parts: Part[];
}

/**
 * The fragments of `segments` (ordered by time) that overlap what is allowed and touch nothing excluded, in unbroken
 * stretches. A new one begins with each run, after a missing segment, a gap and an excluded span.
 */
export function stretchesOf(segments: readonly Segment[], allowed: Allowed): Stretch[] {
  return readSpans(allowed, segments).flatMap((span) => stretchesWithin(segments, span, allowed.excluded));
}

function stretchesWithin(segments: readonly Segment[], span: Span, excluded: readonly Span[]): Stretch[] {
  const stretches: Stretch[] = [];
  let before: Segment | null = null;
  for (const segment of segments) {
    const video = pieceWithin(segment, segment.video, span, excluded);
    const audio = segment.audio && pieceWithin(segment, segment.audio, span, excluded);
    if (!video && !audio) continue;
    const runsOn = before !== null && follows(segment, before);
    if (!runsOn) stretches.push({ parts: [] });
    stretches.at(-1)?.parts.push({ segment, video, audio });
    before = segment;
  }
  return stretches.filter((stretch) => stretch.parts.some((part) => part.video !== null));
}

/** Whether a segment goes on where the one before ended, in the same run. */
function follows(segment: Segment, before: Segment): boolean {
  const next = before.runId === segment.runId && before.seq + 1 === segment.seq;
  return next && segment.startedAt.getTime() <= before.endedAt.getTime();
}

/** The byte spans of one track of one segment that a view may read: its init and the allowed fragments, or nothing. */
export function readableBytes(segment: Segment, track: Track, allowed: Allowed): ByteSpan[] {
  const pieces = piecesOf(segment, track, allowed);
  if (pieces.length === 0) return [];
  const spans: ByteSpan[] = [{ start: 0, end: track.initBytes }];
  for (const bytes of pieces.map(pieceBytes)) {
    const last = spans.at(-1);
    if (last?.end === bytes.start) last.end = bytes.end;
    else spans.push(bytes);
  }
  return spans;
}

/** The allowed pieces of a track, in order; a converted audio piece is made of one of them. */
export function piecesOf(segment: Segment, track: Track, allowed: Allowed): Piece[] {
  return readSpans(allowed, [segment]).flatMap((span) => pieceWithin(segment, track, span, allowed.excluded) ?? []);
}

export function pieceBytes({ track, first, end }: Piece): ByteSpan {
  const start = track.initBytes + sum(track.fragmentBytes.slice(0, first));
  return { start, end: start + sum(track.fragmentBytes.slice(first, end)) };
}

export function pieceSeconds({ track, first, end }: Piece): number {
  return sum(track.fragmentTicks.slice(first, end)) / track.timescale;
}

/** Decode time of the first sample, seconds on the run's own clock. */
export function pieceDecodeSeconds({ track, first }: Piece): number {
  return (track.baseTicks + sum(track.fragmentTicks.slice(0, first))) / track.timescale;
}

/** Wall time of the first sample, ms: the segment's start and the ticks since then. */
export function pieceStartMs({ segment, track, first }: Piece): number {
  return trackStartMs(segment, track) + ticksMs(track, sum(track.fragmentTicks.slice(0, first)));
}

/** The allowed spans; those of `only` that share a fragment are one, so that no fragment is given twice. */
function readSpans(allowed: Allowed, segments: readonly Segment[]): Span[] {
  const spans = allowedSpans(allowed);
  if (!allowed.only) return spans;
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && segments.some((segment) => sharesFragment(segment, last, span))) last.toMs = span.toMs;
    else joined.push({ ...span });
  }
  return joined;
}

function sharesFragment(segment: Segment, one: Span, other: Span): boolean {
  return [segment.video, ...(segment.audio ? [segment.audio] : [])].some((track) => {
    let endMs = trackStartMs(segment, track);
    if (endMs >= one.toMs) return false;
    return track.fragmentTicks.some((ticks) => {
      const fragment = { fromMs: endMs, toMs: endMs + ticksMs(track, ticks) };
      endMs = fragment.toMs;
      return overlap(fragment, one) && overlap(fragment, other);
    });
  });
}

/** `allowed` cut into the spans that `only` and `excluded` leave of it. */
export function allowedSpans({ fromMs, toMs, excluded, only }: Allowed): Span[] {
  const parts = (only ?? [{ fromMs, toMs }]).map((span) => ({
    fromMs: Math.max(span.fromMs, fromMs),
    toMs: Math.min(span.toMs, toMs),
  }));
  return parts.flatMap((span) => without(span, excluded));
}

function without({ fromMs, toMs }: Span, excluded: readonly Span[]): Span[] {
  const spans: Span[] = [];
  let from = fromMs;
  for (const hole of [...excluded].sort((a, b) => a.fromMs - b.fromMs)) {
    if (hole.fromMs > from) spans.push({ fromMs: from, toMs: Math.min(hole.fromMs, toMs) });
    from = Math.max(from, hole.toMs);
    if (from >= toMs) break;
  }
  if (from < toMs) spans.push({ fromMs: from, toMs });
  return spans.filter((span) => span.fromMs < span.toMs);
}

function pieceWithin(segment: Segment, track: Track, span: Span, excluded: readonly Span[]): Piece | null {
  let startMs = trackStartMs(segment, track);
  let first = -1;
  let end = -1;
  for (const [i, ticks] of track.fragmentTicks.entries()) {
    const fragment = { fromMs: startMs, toMs: startMs + ticksMs(track, ticks) };
    startMs = fragment.toMs;
    if (!overlap(fragment, span) || excluded.some((hole) => overlap(fragment, hole))) continue;
    if (first < 0) first = i;
    end = i + 1;
  }
  return first < 0 ? null : { segment, track, first, end };
}

/** Both tracks count their ticks from one zero, so the sound starts as much after the picture as its ticks say. */
function trackStartMs({ startedAt, video }: Segment, track: Track): number {
  const offsetMs = (track.baseTicks / track.timescale - video.baseTicks / video.timescale) * 1000;
  return startedAt.getTime() + offsetMs;
}

function ticksMs(track: Track, ticks: number): number {
  return (ticks / track.timescale) * 1000;
}

function overlap(a: Span, b: Span): boolean {
  return a.fromMs < b.toMs && b.fromMs < a.toMs;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
