import { spawn } from 'node:child_process';
import type { GapCause } from '../../../contracts/recording/gap.ts';
import { longLook, type StreamInfo } from '../probe.ts';
import { streamCause } from '../stream-error.ts';

export interface PreviewInputs {
  ffmpeg: string;
  /** RTSP address with credentials; goes in through stdin, so that it is in no process list. */
  url: string;
  info: PreviewInfo;
  /** RTMP address of the relay. */
  to: string;
}

/** What must be known of a stream to show it live. */
export type PreviewInfo = { videoCodec: StreamInfo['videoCodec']; hasAudio: boolean };

export interface Preview {
  /** Why it ended, once it has. */
  ended: Promise<GapCause>;
  stop: () => void;
}

const silentMicroseconds = 3_000_000;
const keptStderrBytes = 4000;
/** A player can join at a key frame only, so a converted picture has one each second. */
const asH264 = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'],
  ...['-vf', 'scale=-2:min(720\\,ih)', '-force_key_frames', 'expr:gte(t,n_forced)'],
];

/** Whether the picture of this stream is converted for live watching: FLV over RTMP holds H.264. The record is never converted. */
export const isConverted = ({ videoCodec }: PreviewInfo) => videoCodec !== 'h264';

/** Arguments of the ffmpeg that pushes a camera to the relay; the camera's address comes through stdin (`previewSource`). */
export function previewArgs(info: PreviewInfo, to: string): string[] {
  return [
    ...['-hide_banner', '-loglevel', 'error', '-fflags', 'nobuffer', '-analyzeduration', '0', '-probesize', '32'],
    ...['-f', 'concat', '-safe', '0', '-protocol_whitelist', 'pipe,rtsp,rtp,tcp,tls', '-i', 'pipe:0'],
    ...['-map', '0:v:0', ...(isConverted(info) ? asH264 : ['-c:v', 'copy'])],
    // G.711 cannot be played by browsers.
    ...(info.hasAudio ? ['-map', '0:a:0', '-c:a', 'aac', '-ar', '44100', '-ac', '1', '-b:a', '64k'] : []),
    ...['-flush_packets', '1', '-flvflags', 'no_duration_filesize', '-f', 'flv', to],
  ];
}

/** What `previewArgs` reads on stdin. Throws RangeError on an address that would not stay in its line. */
export function previewSource(url: string): string {
  if (/['\\\s]/.test(url)) throw new RangeError('an RTSP address has no quote, backslash or space in it');
  // It ends as soon as the picture's size is known.
  const reading = { ...longLook, fpsprobesize: 0, fflags: 'nobuffer' };
  const options = { rtsp_transport: 'tcp', timeout: silentMicroseconds, ...reading };
  const lines = Object.entries(options).map(([name, value]) => `option ${name} ${value}\n`);
  return `ffconcat version 1.0\nfile '${url}'\n${lines.join('')}`;
}

/** Starts pushing a camera to the relay. It sees nothing of our settings and ends when the relay goes. */
export function startPreview({ ffmpeg, url, info, to }: PreviewInputs): Preview {
  const child = spawn(ffmpeg, previewArgs(info, to), {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', TZ: 'UTC' },
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-keptStderrBytes);
  });
  // It may end before it has read; why, its last words say.
  child.stdin.on('error', () => {});
  child.stdin.end(previewSource(url));
  const ended = new Promise<GapCause>((resolve) => {
    child.on('error', () => resolve('unreachable'));
    child.on('close', (code) => resolve(code === 0 ? 'ended_by_camera' : streamCause(stderr)));
  });
  return { ended, stop: () => void child.kill('SIGKILL') };
}
