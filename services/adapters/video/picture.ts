import { type PipeOptions, pipeFfmpeg } from './pipes/pipe-ffmpeg.ts';

/** Arguments that make one JPEG, at most `maxWidth` wide, of the first picture in an MP4 on stdin. */
export function pictureArgs(maxWidth: number): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-f', 'mp4', '-i', 'pipe:0', '-map', '0:v:0'],
    ...[
      '-frames:v',
      '1',
      '-vf',
      `scale='min(${maxWidth},iw)':-2`,
      '-c:v',
      'mjpeg',
      '-q:v',
      '5',
      '-f',
      'mjpeg',
      'pipe:1',
    ],
  ];
}

/** A JPEG of the first picture of `mp4`: an init and at least one fragment. Throws when ffmpeg cannot. */
export async function makePicture(mp4: Buffer, maxWidth: number, options: PipeOptions): Promise<Buffer> {
  const jpeg = await pipeFfmpeg(pictureArgs(maxWidth), mp4, options);
  if (jpeg.length === 0) throw new Error('ffmpeg made no picture of the fragment');
  return jpeg;
}
