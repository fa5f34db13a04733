import { type PipeOptions, pipeFfmpeg } from './pipes/pipe-ffmpeg.ts';

/** Sound of one segment as a browser plays it: FLAC in fragmented MP4, decode time as recorded. */
export interface AudioPiece {
  /** ftyp + moov, the same for every piece of a run. */
  init: Buffer;
  /** moof + mdat. */
  media: Buffer;
}

/** Changes when the arguments below do, so that pieces made the old way are not mixed with new ones. */
export const audioPieceVersion = 1;

/**
 * Arguments that make FLAC of a mov on stdin. `avoid_negative_ts disabled` and `frag_discont` keep `tfdt`: without
 * them each piece starts at zero and players report that nothing was appended (video.md).
 */
export function audioPieceArgs(): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-copyts', '-f', 'mov', '-i', 'pipe:0', '-map', '0:a:0'],
    ...flacOutput,
  ];
}

/** Arguments that make silence of `seconds`, its decode time from `startSeconds` on. */
export function silentPieceArgs(startSeconds: number, seconds: number): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono'],
    ...['-t', seconds.toFixed(6), '-output_ts_offset', startSeconds.toFixed(6)],
    ...flacOutput,
  ];
}

const flacOutput = [
  ...['-c:a', 'flac', '-strict', '-2', '-avoid_negative_ts', 'disabled', '-f', 'mp4'],
  ...['-movflags', '+empty_moov+default_base_moof+frag_discont', '-frag_duration', '60000000', 'pipe:1'],
];

/** Makes a piece of `mov`: an init and some fragments of G.711 or PCM. Throws when ffmpeg cannot. */
export async function makeAudioPiece(mov: Buffer, options: PipeOptions): Promise<Buffer> {
  const piece = await pipeFfmpeg(audioPieceArgs(), mov, options);
  splitAudioPiece(piece);
  return piece;
}

/** Makes a piece of silence for a stretch that has a picture and no sound: players skip what has only one of them. */
export async function makeSilentPiece(startSeconds: number, seconds: number, options: PipeOptions): Promise<Buffer> {
  const piece = await pipeFfmpeg(silentPieceArgs(startSeconds, seconds), Buffer.alloc(0), options);
  splitAudioPiece(piece);
  return piece;
}

/** Cuts what ffmpeg wrote into init and media; the index (`mfra`) at the end is left out. Throws RangeError. */
export function splitAudioPiece(piece: Buffer): AudioPiece {
  let initEnd = -1;
  let mediaEnd = -1;
  for (let at = 0; at + 8 <= piece.length; ) {
    const bytes = piece.readUInt32BE(at);
    const type = piece.toString('latin1', at + 4, at + 8);
    if (bytes < 8 || at + bytes > piece.length) throw new RangeError('audio piece is cut short');
    at += bytes;
    if (type === 'moov') initEnd = at;
    if (type === 'mdat') mediaEnd = at;
  }
  if (initEnd < 0 || mediaEnd < initEnd) throw new RangeError('audio piece without sound');
  return { init: piece.subarray(0, initEnd), media: piece.subarray(initEnd, mediaEnd) };
}
