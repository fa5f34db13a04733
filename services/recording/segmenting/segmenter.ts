import { createCameraTime } from '../../adapters/video/camera-time.ts';
import type { Fragment } from '../../adapters/video/mp4/fragment-reader.ts';
import type { GapCause } from '../../contracts/recording/gap.ts';
import { footageTicks, pictureTicks, usualTicks } from './footage-ticks.ts';
import { createPlacement, type FootageEnd } from './placement.ts';

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
  /** Why it does not begin where the segment before ended; null when it does. */
  gapBefore: GapCause | null;
  video: TrackDraft;
  audio: TrackDraft | null;
}

export interface SegmenterInputs {
  videoTimescale: number;
  /** null when the run has no sound. */
  audioTimescale: () => number | null;
  /** Cut at the first key frame after this. */
  segmentMs: number;
  /** The camera's footage before this run. */
  before?: FootageEnd | null;
  onVideo: (seq: number, fragment: Fragment) => void;
  onAudio: (seq: number, fragment: Fragment) => void;
  onClose: (segment: ClosedSegment) => void;
}

interface Draft {
  seq: number;
  /** The camera sent nothing for a while before it. */
  isAfterHole: boolean;
  video: TrackDraft;
  audio: TrackDraft | null;
  lastCameraTime: { ms: number; ticks: number } | null;
}

/** A picture that lasts longer is none (footage-ticks.ts). */
const longestHeldMs = 1000;
/** How much later video may be before a cut segment stops waiting for its last sound. */
const audioGraceMs = 3000;
/** Sound that is this far ahead of the picture is dropped: a picture that comes once in a minute is not yet a fault. */
const farthestAudioSeconds = 120;
const earliestCameraClockMs = Date.UTC(2020, 0, 1);

interface State extends SegmenterInputs {
  placement: ReturnType<typeof createPlacement>;
  nextStartMs: number | null;
  open: Draft | null;
  /** Cut, but still waiting for its last sound. */
  cut: Draft | null;
  waitingAudio: Fragment[];
  /** Between two pictures of the last fragment. */
  usualTicks: number | null;
  /** The last fragment ended with pictures missing. */
  isAfterHole: boolean;
  cameraTime: ReturnType<typeof createCameraTime>;
}

/**
 * Groups a run's fragments into segments. A segment is cut at the first key frame after `segmentMs`; an audio
 * fragment belongs to the segment that holds its first sample. Segments of a run follow each other without a hole,
 * unless the camera stood still: then one ends where its pictures end, and the next begins where they begin again.
 */
export function createSegmenter(inputs: SegmenterInputs) {
  const state: State = {
    ...inputs,
    placement: createPlacement(inputs.before),
    nextStartMs: null,
    open: null,
    cut: null,
    waitingAudio: [],
    usualTicks: null,
    isAfterHole: false,
    cameraTime: createCameraTime(inputs.videoTimescale),
  };
  return {
    video: (fragment: Fragment) => takeVideo(state, fragment),
    audio(fragment: Fragment) {
      state.waitingAudio.push(fragment);
      settleAudio(state);
    },
    /** Ends the run: closes what is open. Sound that is ahead of the picture stays with the last segment. */
    end: () => endRun(state),
    /** Server time minus media time as known now, ms; null before the first fragment. */
    offsetMs: () => state.placement.offsetMs(),
    nextStartMs: () => state.nextStartMs,
    shiftMs: () => state.placement.shiftMs(),
  };
}

export type Segmenter = ReturnType<typeof createSegmenter>;

function takeVideo(state: State, fragment: Fragment) {
  // What a wall time belongs to is the picture that is shown then.
  const shownTicks = fragment.baseTicks + fragment.firstShownAfterTicks;
  const endTicks = shownTicks + fragment.durationTicks;
  // ffmpeg's parser lets a picture go when the next one begins: the last one had arrived that much earlier.
  const heldMs = Math.min(longestHeldMs, seconds(state, pictureTicks(fragment, state.usualTicks)) * 1000);
  state.placement.see(fragment.arrivedAtMs - heldMs, seconds(state, shownTicks), seconds(state, endTicks));
  if (state.open) state.open.video.endTicks = fragment.baseTicks;
  if (state.open && isFull(state, state.open, fragment)) {
    cutOpen(state);
  }
  state.open ??= startDraft(state, fragment);
  const { open } = state;
  state.onVideo(open.seq, fragment);
  open.video = grow(open.video, fragment);
  const cameraMs = state.cameraTime.see(fragment);
  if (cameraMs !== null) open.lastCameraTime = { ms: cameraMs, ticks: shownTicks };
  settleAudio(state);
  if (state.cut && (state.audioTimescale() === null || isLate(state, state.cut, open))) closeCut(state);
  if (endsInHole(state, open, fragment)) cutOpen(state);
}

function startDraft(state: State, fragment: Fragment): Draft {
  const { isAfterHole } = state;
  state.isAfterHole = false;
  const seq = (state.cut?.seq ?? -1) + 1;
  return { seq, isAfterHole, video: emptyTrack(fragment), audio: null, lastCameraTime: null };
}

/** Lets the open segment wait for its last sound; one that waited before it is closed. */
function cutOpen(state: State) {
  closeCut(state);
  state.cut = state.open;
  state.open = null;
}

/** Whether pictures are missing at the end of the segment; then it ends where they begin to. */
function endsInHole(state: State, open: Draft, fragment: Fragment): boolean {
  const ticks = footageTicks(fragment, state.videoTimescale, state.usualTicks);
  state.isAfterHole = ticks < fragment.durationTicks;
  if (state.isAfterHole) open.video.endTicks = fragment.baseTicks + ticks;
  else state.usualTicks = usualTicks(fragment);
  return state.isAfterHole;
}

/** Gives each waiting audio fragment to the segment of its first sample; keeps those that are ahead of the video. */
function settleAudio(state: State) {
  const timescale = state.audioTimescale();
  if (timescale === null) return;
  const ahead: Fragment[] = [];
  for (const fragment of state.waitingAudio) {
    const at = fragment.baseTicks / timescale;
    if (state.cut && at < seconds(state, state.cut.video.endTicks)) addAudio(state, state.cut, fragment);
    else if (state.open && at < seconds(state, state.open.video.endTicks)) {
      closeCut(state);
      addAudio(state, state.open, fragment);
    } else if (at < videoEndSeconds(state) + farthestAudioSeconds) ahead.push(fragment);
    else fragment.release();
  }
  state.waitingAudio = ahead;
}

function videoEndSeconds({ open, cut, videoTimescale }: State): number {
  return ((open ?? cut)?.video.endTicks ?? 0) / videoTimescale;
}

function endRun(state: State) {
  settleAudio(state);
  const last = state.open ?? state.cut;
  if (last) for (const fragment of state.waitingAudio) addAudio(state, last, fragment);
  state.waitingAudio = [];
  closeCut(state);
  if (state.open) close(state, state.open);
  state.open = null;
}

function closeCut(state: State) {
  if (state.cut) close(state, state.cut);
  state.cut = null;
}

function close(state: State, draft: Draft) {
  const { placement } = state;
  const placedMs = Math.round(placement.wallMs(seconds(state, draft.video.baseTicks)));
  const startedAtMs = draft.isAfterHole ? Math.max(state.nextStartMs ?? 0, placedMs) : (state.nextStartMs ?? placedMs);
  const endedAtMs = Math.max(startedAtMs + 1, Math.round(placement.wallMs(seconds(state, draft.video.endTicks))));
  state.nextStartMs = endedAtMs;
  const { seq, video, audio } = draft;
  const gapBefore = draft.isAfterHole ? 'stalled' : null;
  state.onClose({ seq, startedAtMs, endedAtMs, cameraOffsetMs: cameraOffset(state, draft), gapBefore, video, audio });
}

/** Camera clock minus server clock, ms; null where the camera sent none we trust. */
function cameraOffset(state: State, { lastCameraTime: last }: Draft): number | null {
  if (!last || last.ms < earliestCameraClockMs) return null;
  return last.ms - state.placement.wallMs(seconds(state, last.ticks));
}

function addAudio(state: State, draft: Draft, fragment: Fragment) {
  state.onAudio(draft.seq, fragment);
  draft.audio = grow(draft.audio, fragment);
}

function isFull(state: State, draft: Draft, fragment: Fragment): boolean {
  return seconds(state, fragment.baseTicks - draft.video.baseTicks) * 1000 >= state.segmentMs;
}

/** The picture is so far on that the cut segment's last sound will not come any more. */
function isLate(state: State, cut: Draft, open: Draft): boolean {
  return seconds(state, open.video.endTicks - cut.video.endTicks) * 1000 >= audioGraceMs;
}

function seconds(state: State, videoTicks: number): number {
  return videoTicks / state.videoTimescale;
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
