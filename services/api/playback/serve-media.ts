import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.ts';
import { requireView } from '../../access/views/require-view.ts';
import { AppError } from '../../app-error.ts';
import type { Segment, Track } from '../../recording/segments.ts';
import type { ApiDeps } from '../api-deps.ts';
import { isInside, parseRange } from './byte-range.ts';
import { allowedBy, type Chapter, outsideView, segmentInView, stretchesInView } from './footage-in-view.ts';
import { audioPlaylist, hasAudio, isConverted, masterPlaylist, videoPlaylist } from './playlist.ts';
import { sendBytes } from './send-bytes.ts';
import type { PlayableAudio } from './sound/audio-in-view.ts';
import { type Allowed, type Piece, piecesOf, readableBytes, type Stretch } from './stretches.ts';

export interface MediaDeps extends ApiDeps {
  playableAudio: PlayableAudio;
}

export interface CameraInView {
  viewId: string;
  cameraId: string;
}

export interface SegmentAddress extends CameraInView {
  startedAtMs: number;
  /** The fragment with which a converted piece of sound begins, where a segment has several; else its first. */
  from?: number | undefined;
}

export interface Answer {
  req: Request;
  res: Response;
}

export interface PlaylistAddress extends CameraInView {
  /** Only segments that overlap this: players read a long view chapter by chapter. */
  chapter: Chapter;
}

const playlists: Record<'index' | 'video' | 'audio', (stretches: readonly Stretch[], search: string) => string> = {
  index: masterPlaylist,
  video: videoPlaylist,
  audio: audioPlaylist,
};

/** One of the three playlists of a camera in a view. */
export async function servePlaylist(
  deps: MediaDeps,
  actor: Actor,
  { viewId, cameraId, chapter }: PlaylistAddress,
  name: keyof typeof playlists,
  { res }: Answer,
): Promise<void> {
  const view = await requireView(deps.db, actor, viewId, new Date(deps.clock.now()));
  const stretches = await stretchesInView(deps.db, view, cameraId, chapter);
  if (name === 'audio' && !hasAudio(stretches)) throw new AppError('no_footage', 'This camera has no sound here.');
  res.set({ 'Content-Type': 'application/vnd.apple.mpegurl', 'Cache-Control': 'no-store' });
  res.send(playlists[name](stretches, searchOf(chapter)));
}

function searchOf({ from, to }: Chapter): string {
  const search = new URLSearchParams({ ...(from && { from }), ...(to && { to }) });
  return search.size > 0 ? `?${search}` : '';
}

/** A byte range of a segment's picture: its init and the fragments of the view, nothing else. */
export async function serveVideo(deps: MediaDeps, actor: Actor, at: SegmentAddress, answer: Answer): Promise<void> {
  const { segment, allowed } = await segmentOf(deps, actor, at);
  await sendRange(deps, segment, segment.video, allowed, answer, 'video/mp4');
}

/** The sound of a segment: a byte range where browsers play it as stored, else FLAC as a whole; silence where it has none. */
export async function serveAudio(deps: MediaDeps, actor: Actor, at: SegmentAddress, answer: Answer): Promise<void> {
  const { segment, allowed } = await segmentOf(deps, actor, at);
  if (segment.audio && !isConverted(segment))
    return sendRange(deps, segment, segment.audio, allowed, answer, 'audio/mp4');
  sendPiece(answer.res, (await convertedPiece(deps, segment, allowed, at.from)).media);
}

/** The init of the FLAC pieces of a run. */
export async function serveAudioInit(deps: MediaDeps, actor: Actor, at: SegmentAddress, answer: Answer): Promise<void> {
  const { segment, allowed } = await segmentOf(deps, actor, at);
  sendPiece(answer.res, (await convertedPiece(deps, segment, allowed)).init);
}

async function segmentOf(deps: MediaDeps, actor: Actor, { viewId, cameraId, startedAtMs }: SegmentAddress) {
  const view = await requireView(deps.db, actor, viewId, new Date(deps.clock.now()));
  const segment = await segmentInView(deps.db, view, cameraId, startedAtMs);
  return { segment, allowed: allowedBy(view) };
}

async function sendRange(
  deps: MediaDeps,
  segment: Segment,
  track: Track,
  allowed: Allowed,
  { req, res }: Answer,
  contentType: string,
): Promise<void> {
  const readable = readableBytes(segment, track, allowed);
  const header = req.headers.range;
  if (readable.length === 0 || header === undefined) throw outsideView();
  const span = parseRange(header, track.bytes);
  if (!isInside(span, readable)) throw outsideView();
  await sendBytes(deps, res, { track, span, contentType });
}

async function convertedPiece({ playableAudio }: MediaDeps, segment: Segment, allowed: Allowed, from?: number) {
  if (segment.audio && !isConverted(segment)) throw outsideView();
  const pieces = piecesOf(segment, segment.audio ?? segment.video, allowed);
  const piece: Piece | undefined = from === undefined ? pieces[0] : pieces.find(({ first }) => first === from);
  if (!piece) throw outsideView();
  return segment.audio ? playableAudio.converted(piece) : playableAudio.silent(piece);
}

function sendPiece(res: Response, bytes: Buffer) {
  res.set({ 'Content-Type': 'audio/mp4', 'Cache-Control': 'no-store' });
  res.send(bytes);
}
