import type { Segment } from '../../recording/segments.ts';
import { type Part, type Piece, pieceBytes, pieceSeconds, pieceStartMs, type Stretch } from './stretches.ts';

/** Shorter entries cost more requests than they save waiting (ruling 11). */
const entrySeconds = 5;
/** Upper bound of sound made playable on demand, bits per second; only players that choose by bandwidth read it. */
const convertedAudioBandwidth = 256_000;

interface Entry {
  uri: string;
  seconds: number;
  startMs: number;
  /** Index in its segment. */
  firstFragment: number;
  bytes?: { start: number; length: number };
  init: { uri: string; length?: number };
  /** Nothing to load here on this track. */
  missing?: boolean;
}

/**
 * The multivariant playlist of one camera in a view (RFC 8216, version 7). `stretches` must not be empty; `search` is handed on
 * to the playlists it names.
 */
export function masterPlaylist(stretches: readonly Stretch[], search = ''): string {
  const segments = stretches.flatMap((stretch) => stretch.parts.map((part) => part.segment));
  const video = videoEntries(stretches).flat();
  const audio = hasAudio(stretches);
  const codecs = new Set(segments.map((segment) => segment.run.codecString));
  if (audio) for (const codec of segments.flatMap(audioCodec)) codecs.add(codec);
  const attributes = [
    `BANDWIDTH=${peakBandwidth(video) + (audio ? convertedAudioBandwidth : 0)}`,
    `CODECS="${[...codecs].join(',')}"`,
    `RESOLUTION=${Math.max(...segments.map((s) => s.run.width))}x${Math.max(...segments.map((s) => s.run.height))}`,
    ...(audio ? ['AUDIO="audio"'] : []),
  ];
  const group = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="audio",DEFAULT=YES,AUTOSELECT=YES';
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(audio ? [`${group},URI="audio.m3u8${search}"`] : []),
    `#EXT-X-STREAM-INF:${attributes.join(',')}`,
    `video.m3u8${search}`,
  ]);
}

/** Whether any sound lies in the stretches. */
export function hasAudio(stretches: readonly Stretch[]): boolean {
  return stretches.some((stretch) => stretch.parts.some((part) => part.audio !== null));
}

export function videoPlaylist(stretches: readonly Stretch[]): string {
  return mediaPlaylist(videoEntries(stretches));
}

/** Has the same discontinuities as the video's, so that players keep both on one clock. */
export function audioPlaylist(stretches: readonly Stretch[]): string {
  const parts = stretches.flatMap((stretch) => stretch.parts);
  const isFlac = parts.every((part) => part.audio === null || isConverted(part.segment));
  return mediaPlaylist(withPieces(stretches.map((stretch) => audioEntries(stretch, isFlac))));
}

/** Sound in a mov is G.711 or PCM, which browsers do not play: it is made into FLAC piece by piece (video.md). */
export function isConverted(segment: Segment): boolean {
  return segment.run.audioContainer === 'mov';
}

function videoEntries(stretches: readonly Stretch[]): Entry[][] {
  return stretches.map(({ parts }) => {
    const pieces = parts.flatMap((part) => part.video ?? []);
    const [first] = pieces;
    if (!first) return [];
    const init = byteInit('video', first);
    return pieces.flatMap(split).map((piece) => byteEntry('video', piece, init));
  });
}

/** Cuts a piece into entries of whole fragments, each of at least `entrySeconds` unless the piece is shorter. */
function split(piece: Piece): Piece[] {
  const entries: Piece[] = [];
  let first = piece.first;
  for (let end = first + 1; end <= piece.end; end++) {
    const isLong = pieceSeconds({ ...piece, first, end }) >= entrySeconds;
    const leavesEnough = end === piece.end || pieceSeconds({ ...piece, first: end }) >= entrySeconds;
    if (end < piece.end && !(isLong && leavesEnough)) continue;
    entries.push({ ...piece, first, end });
    first = end;
  }
  return entries;
}

function audioEntries({ parts }: Stretch, isFlac: boolean): Entry[] {
  const [first] = parts.flatMap((part) => part.audio ?? []);
  const entries = first ? parts.flatMap((part) => audioEntry(part, first, isFlac)) : [];
  if (entries.length > 0) return entries;
  return parts.flatMap((part) => (part.video ? silentEntry(part.video, isFlac) : []));
}

function audioEntry(part: Part, first: Piece, isFlac: boolean): Entry[] {
  if (!part.audio) return part.video && !part.segment.audio ? [silentEntry(part.video, isFlac)] : [];
  if (!isConverted(part.segment)) return [byteEntry('audio', part.audio, byteInit('audio', first))];
  return [{ ...place(part.audio), uri: address('audio', part.segment), init: pieceInit(first.segment) }];
}

/** Converted sound has no byte ranges: of a segment with several pieces, each but the first names its first fragment. */
function withPieces(stretches: Entry[][]): Entry[][] {
  const named = new Set<string>();
  return stretches.map((entries) =>
    entries.map((entry) => {
      if (entry.bytes || entry.missing) return entry;
      if (!named.has(entry.uri)) {
        named.add(entry.uri);
        return entry;
      }
      return { ...entry, uri: `${entry.uri}?from=${entry.firstFragment}` };
    }),
  );
}

/** Where there is a picture and no sound, players skip the picture too: beside FLAC they get silence, else a gap. */
function silentEntry(video: Piece, isFlac: boolean): Entry {
  const { segment } = video;
  return {
    ...place(video),
    uri: address('audio', segment),
    init: pieceInit(segment),
    missing: !isFlac || !!segment.audio,
  };
}

function pieceInit(segment: Segment): Entry['init'] {
  return { uri: `audio/${segment.startedAt.getTime()}/init.mp4` };
}

function byteEntry(kind: 'video' | 'audio', piece: Piece, init: Entry['init']): Entry {
  const { start, end } = pieceBytes(piece);
  return { ...place(piece), uri: address(kind, piece.segment), bytes: { start, length: end - start }, init };
}

function byteInit(kind: 'video' | 'audio', { segment, track }: Piece): Entry['init'] {
  return { uri: address(kind, segment), length: track.initBytes };
}

function place(piece: Piece) {
  return { seconds: pieceSeconds(piece), startMs: pieceStartMs(piece), firstFragment: piece.first };
}

function address(kind: 'video' | 'audio', segment: Segment): string {
  return `${kind}/${segment.startedAt.getTime()}.mp4`;
}

function mediaPlaylist(stretches: readonly Entry[][]): string {
  const longest = Math.max(1, ...stretches.flat().map((entry) => entry.seconds));
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    `#EXT-X-TARGETDURATION:${Math.ceil(longest)}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...stretches.flatMap((entries, i) => [...(i > 0 ? ['#EXT-X-DISCONTINUITY'] : []), ...stretchLines(entries)]),
    '#EXT-X-ENDLIST',
  ]);
}

function stretchLines(entries: readonly Entry[]): string[] {
  let init = '';
  return entries.flatMap((entry) => {
    const needsInit = !entry.missing && entry.init.uri !== init;
    if (needsInit) init = entry.init.uri;
    return [
      ...(needsInit ? [initLine(entry.init)] : []),
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(entry.startMs).toISOString()}`,
      ...(entry.missing ? ['#EXT-X-GAP'] : []),
      `#EXTINF:${entry.seconds.toFixed(6)},`,
      ...(entry.bytes ? [`#EXT-X-BYTERANGE:${entry.bytes.length}@${entry.bytes.start}`] : []),
      entry.uri,
    ];
  });
}

function initLine({ uri, length }: Entry['init']): string {
  return `#EXT-X-MAP:URI="${uri}"${length === undefined ? '' : `,BYTERANGE="${length}@0"`}`;
}

const codecNames: Record<string, string> = { aac: 'mp4a.40.2', opus: 'opus', flac: 'fLaC' };

function audioCodec(segment: Segment): string[] {
  if (!segment.audio) return [];
  return [isConverted(segment) ? 'fLaC' : (codecNames[segment.run.audioCodec ?? ''] ?? 'mp4a.40.2')];
}

function peakBandwidth(entries: readonly Entry[]): number {
  const rates = entries.map((entry) => ((entry.bytes?.length ?? 0) * 8) / Math.max(entry.seconds, 0.1));
  return Math.ceil(Math.max(1, ...rates));
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
