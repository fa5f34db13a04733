import { type PipeOptions, pipeFfmpeg } from '../pipes/pipe-ffmpeg.ts';
import { flacFragment, flacInit } from './flac-mp4.ts';
import { parseSound, type Sound } from './stored-sound.ts';

/** Sound of one segment as a browser plays it: FLAC in fragmented MP4, decode time as recorded. */
export interface AudioPiece {
  /** ftyp + moov, the same for every piece of a run. */
  init: Buffer;
  /** moof + mdat, once or more. */
  media: Buffer;
}

/** Changes when what is made below does, so that pieces made the old way are not mixed with new ones. */
export const audioPieceVersion = 2;

/**
 * Makes a piece of `mov`: an init and some fragments of sound as a recorder stored them. G.711 and 16-bit PCM are written out here
 * (a program that has to start first takes longer than all of it), anything else goes through ffmpeg. Throws when it cannot.
 */
export async function makeAudioPiece(mov: Buffer, options: PipeOptions): Promise<Buffer> {
  const sound = parseSound(mov);
  const piece = sound ? flacOf(sound) : await pipeFfmpeg(audioPieceArgs(), mov, options);
  splitAudioPiece(piece);
  return piece;
}

/** Makes a piece of silence for a stretch that has a picture and no sound: players skip what has only one of them. Seconds. */
export function makeSilentPiece(startSeconds: number, seconds: number): Buffer {
  const format = { rate: 8000, channels: 1 };
  const samples = new Int16Array(Math.max(1, Math.round(seconds * format.rate)));
  return flacOf({ format, fragments: [{ first: Math.round(startSeconds * format.rate), samples }] });
}

function flacOf({ format, fragments }: Sound): Buffer {
  return Buffer.concat([
    flacInit(format),
    ...fragments.map(({ samples, first }) => flacFragment(samples, format, first)),
  ]);
}

/**
 * Arguments that make FLAC of a mov on stdin. `avoid_negative_ts disabled` and `frag_discont` keep `tfdt`: without
 * them each piece starts at zero and players report that nothing was appended.
 */
function audioPieceArgs(): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-copyts', '-f', 'mov', '-i', 'pipe:0', '-map', '0:a:0'],
    ...['-c:a', 'flac', '-strict', '-2', '-avoid_negative_ts', 'disabled', '-f', 'mp4'],
    ...['-movflags', '+empty_moov+default_base_moof+frag_discont', '-frag_duration', '60000000', 'pipe:1'],
  ];
}

/** Cuts a piece into init and media; an index (`mfra`) at the end is left out. Throws RangeError. */
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
