import type { Fragment } from '../adapters/video/fragment-reader.ts';
import { createPlacement } from './placement.ts';

/** One track of a segment while it grows; times in ticks of the track. */
export interface TrackDraft {
  baseTicks: number;
  /** End of the last fragment so far. */
  endTicks: number;
  fragmentBytes: number[];
  fragmentBases: number[];
  samples: number;
}

/** A segment as the recorder knows it when it closes. Times by the server clock, ms. */
export interface ClosedSegment {
  seq: number;
  startedAtMs: number;
  endedAtMs: number;
  cameraOffsetMs: number | null;
  video: TrackDraft;
  audio: TrackDraft | null;
}

export interface SegmenterInputs {
  videoTimescale: number;
  /** null when the run has no sound. */
  audioTimescale: () => number | null;
  /** Cut at the first key frame after this. */
  segmentMs: number;
  onVideo: (seq: number, fragment: Fragment) => void;
  onAudio: (seq: number, fragment: Fragment) => void;
  onClose: (segment: ClosedSegment) => void;
}

interface Draft {
  seq: number;
  video: TrackDraft;
  audio: TrackDraft | null;
  lastPrft: { ms: number; ticks: number } | null;
}

const maxSegmentMs = 30_000;
/** How much later video may be before a cut segment stops waiting for its last sound. */
const audioGraceMs = 3000;
const earliestCameraClockMs = Date.UTC(2020, 0, 1);

/**
 * Groups a run's fragments into segments. A segment is cut at the first key frame after `segmentMs`; an audio
 * fragment belongs to the segment that holds its first sample. Segments of a run follow each other without a hole.
 */
export function createSegmenter(inputs: SegmenterInputs) {
  const placement = createPlacement();
  const seconds = (ticks: number) => ticks / inputs.videoTimescale;
  let nextStartMs: number | null = null;
  let open: Draft | null = null;
  let cut: Draft | null = null;
  let waitingAudio: Fragment[] = [];
  let videoFragments = 0;

  function close(draft: Draft) {
    const startedAtMs = nextStartMs ?? Math.round(placement.wallMs(seconds(draft.video.baseTicks)));
    const endedAtMs = Math.max(startedAtMs + 1, Math.round(placement.wallMs(seconds(draft.video.endTicks))));
    nextStartMs = endedAtMs;
    inputs.onClose({
      seq: draft.seq,
      startedAtMs,
      endedAtMs,
      cameraOffsetMs: cameraOffset(draft),
      video: draft.video,
      audio: draft.audio,
    });
  }

  function cameraOffset(draft: Draft): number | null {
    if (!draft.lastPrft || draft.lastPrft.ms < earliestCameraClockMs) return null;
    return draft.lastPrft.ms - placement.wallMs(seconds(draft.lastPrft.ticks));
  }

  function closeCut() {
    if (cut) close(cut);
    cut = null;
  }

  function addAudio(draft: Draft, fragment: Fragment) {
    inputs.onAudio(draft.seq, fragment);
    draft.audio = grow(draft.audio, fragment);
  }

  /** Gives each waiting audio fragment to the segment of its first sample; keeps those that are ahead of the video. */
  function settleAudio() {
    const timescale = inputs.audioTimescale();
    if (timescale === null) return;
    const ahead: Fragment[] = [];
    for (const fragment of waitingAudio) {
      const at = fragment.baseTicks / timescale;
      if (cut && at < seconds(cut.video.endTicks)) addAudio(cut, fragment);
      else if (open && at < seconds(open.video.endTicks)) {
        closeCut();
        addAudio(open, fragment);
      } else ahead.push(fragment);
    }
    waitingAudio = ahead;
  }

  function isFull(draft: Draft, fragment: Fragment): boolean {
    const lastsMs = seconds(fragment.baseTicks - draft.video.baseTicks) * 1000;
    return lastsMs >= Math.min(inputs.segmentMs, maxSegmentMs);
  }

  return {
    video(fragment: Fragment) {
      placement.see(fragment.arrivedAtMs, seconds(fragment.baseTicks + fragment.durationTicks));
      if (open) open.video.endTicks = fragment.baseTicks;
      if (open && isFull(open, fragment)) {
        closeCut();
        cut = open;
        open = null;
      }
      open ??= { seq: (cut?.seq ?? -1) + 1, video: emptyTrack(fragment), audio: null, lastPrft: null };
      inputs.onVideo(open.seq, fragment);
      open.video = grow(open.video, fragment);
      // The first fragment's prft is the server's own clock (no sender report yet).
      if (fragment.prftMs !== null && videoFragments > 0)
        open.lastPrft = { ms: fragment.prftMs, ticks: fragment.baseTicks };
      videoFragments += 1;
      settleAudio();
      const late = cut && seconds(open.video.endTicks - cut.video.endTicks) * 1000 >= audioGraceMs;
      if (cut && (inputs.audioTimescale() === null || late)) closeCut();
    },
    audio(fragment: Fragment) {
      waitingAudio.push(fragment);
      settleAudio();
    },
    /** Ends the run: closes what is open. Sound that is ahead of the picture stays with the last segment. */
    end() {
      settleAudio();
      const last = open ?? cut;
      if (last) for (const fragment of waitingAudio) addAudio(last, fragment);
      waitingAudio = [];
      closeCut();
      if (open) close(open);
      open = null;
    },
    /** Server time minus media time as known now, ms; null before the first fragment. */
    offsetMs: () => placement.offsetMs(),
    nextStartMs: () => nextStartMs,
  };
}

function emptyTrack(fragment: Fragment): TrackDraft {
  return {
    baseTicks: fragment.baseTicks,
    endTicks: fragment.baseTicks,
    fragmentBytes: [],
    fragmentBases: [],
    samples: 0,
  };
}

function grow(track: TrackDraft | null, fragment: Fragment): TrackDraft {
  const grown = track ?? emptyTrack(fragment);
  grown.fragmentBytes.push(fragment.bytes);
  grown.fragmentBases.push(fragment.baseTicks);
  grown.endTicks = fragment.baseTicks + fragment.durationTicks;
  grown.samples += fragment.samples;
  return grown;
}

/** Duration of each fragment: up to the next one, so that they add up exactly to the track's length. */
export function fragmentTicks(track: TrackDraft): number[] {
  return track.fragmentBases.map((base, i) => (track.fragmentBases[i + 1] ?? track.endTicks) - base);
}
