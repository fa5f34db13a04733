import { type PipeOptions, pipeFfmpeg } from './pipes/pipe-ffmpeg.ts';

/** Size of one picture in a sprite sheet, pixels. */
export const spriteWidth = 160;
export const spriteHeight = 90;
const bytesPerPicture = spriteWidth * spriteHeight * 3;

/** Arguments that turn the key frames of an MP4 on stdin into raw RGB pictures of one size, letterboxed. */
export function rawPicturesArgs(): string[] {
  const fit = `scale=${spriteWidth}:${spriteHeight}:force_original_aspect_ratio=decrease`;
  const pad = `pad=${spriteWidth}:${spriteHeight}:(ow-iw)/2:(oh-ih)/2`;
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-skip_frame', 'nokey', '-f', 'mp4', '-i', 'pipe:0'],
    ...[
      '-map',
      '0:v:0',
      '-vsync',
      'passthrough',
      '-vf',
      `${fit},${pad}`,
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      'pipe:1',
    ],
  ];
}

/** Arguments that lay `count` raw pictures on stdin out as one JPEG, `columns` in a row. */
export function sheetArgs(count: number, columns: number): string[] {
  const rows = Math.ceil(count / columns);
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-f', 'rawvideo', '-pix_fmt', 'rgb24'],
    ...['-video_size', `${spriteWidth}x${spriteHeight}`, '-framerate', '1', '-i', 'pipe:0'],
    ...['-vf', `tile=${columns}x${rows}`, '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '6', '-f', 'mjpeg', 'pipe:1'],
  ];
}

/** The key frames of `mp4` (an init and fragments of one run) as raw pictures, in order. */
export async function rawPictures(mp4: Buffer, options: PipeOptions): Promise<Buffer[]> {
  const raw = await pipeFfmpeg(rawPicturesArgs(), mp4, options);
  const count = Math.floor(raw.length / bytesPerPicture);
  return Array.from({ length: count }, (_, i) => raw.subarray(i * bytesPerPicture, (i + 1) * bytesPerPicture));
}

/** One JPEG of all pictures; null in the list is drawn black (no footage there). */
export function makeSheet(
  pictures: readonly (Buffer | null)[],
  columns: number,
  options: PipeOptions,
): Promise<Buffer> {
  const black = Buffer.alloc(bytesPerPicture);
  return pipeFfmpeg(
    sheetArgs(pictures.length, columns),
    Buffer.concat(pictures.map((picture) => picture ?? black)),
    options,
  );
}
