import { execFile } from 'node:child_process';
import { z } from 'zod';
import { StreamError, streamCause } from './stream-error.ts';

/** What a camera sends, as ffprobe sees it. */
export interface StreamInfo {
  videoCodec: 'h264' | 'hevc';
  width: number;
  height: number;
  audio: { codec: string; container: 'mov' | 'mp4' } | null;
}

const probeOutput = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string().optional(),
      codec_name: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
    }),
  ),
});

const playableInMp4 = new Set(['aac', 'opus', 'flac']);

/**
 * Asks a camera what it sends. `url` holds credentials and is never logged. Throws StreamError with a gap cause:
 * cannot be reached, wrong password, or a stream we do not record (no video, MJPEG).
 */
export async function probeStream(
  ffprobe: string,
  url: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<StreamInfo> {
  const args = ['-v', 'error', '-rtsp_transport', 'tcp', '-timeout', String(timeoutMs * 1000)];
  args.push('-analyzeduration', '1000000', '-show_streams', '-of', 'json', url);
  const { streams } = probeOutput.parse(JSON.parse(await runProbe(ffprobe, args, timeoutMs, signal)));
  const video = streams.find((stream) => stream.codec_type === 'video');
  if (!video) throw new StreamError('unsupported', 'The camera sends no picture: switch its video stream on.');
  if (video.codec_name !== 'h264' && video.codec_name !== 'hevc') {
    throw new StreamError('unsupported', `The camera sends ${video.codec_name}: set it to H.264 or H.265.`);
  }
  const audio = streams.find((stream) => stream.codec_type === 'audio')?.codec_name;
  return {
    videoCodec: video.codec_name,
    width: video.width ?? 0,
    height: video.height ?? 0,
    audio: audio === undefined ? null : { codec: audio, container: playableInMp4.has(audio) ? 'mp4' : 'mov' },
  };
}

function runProbe(ffprobe: string, args: string[], timeoutMs: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(ffprobe, args, { timeout: timeoutMs + 2000, killSignal: 'SIGKILL', signal }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else if (signal.aborted || error.name === 'AbortError') reject(error);
      else
        reject(
          new StreamError(error.killed ? 'timeout' : streamCause(stderr), 'The camera did not answer as it should.'),
        );
    });
  });
}
