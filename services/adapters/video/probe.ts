import { execFile } from 'node:child_process';
import { z } from 'zod';
import { StreamError, streamCause } from './stream-error.ts';

/** What a camera sends, as ffprobe sees it. */
export interface StreamInfo {
  videoCodec: 'h264' | 'hevc';
  width: number;
  height: number;
  /** Frames by which decoding runs ahead of showing; 0 without B-frames. */
  reorderedFrames: number;
  audio: AudioInfo | null;
}

/** How the camera's sound is stored: as sent, or as FLAC where no container takes what it sends. */
export interface AudioInfo {
  /** As stored. */
  codec: string;
  container: 'mov' | 'mp4';
  /** What the camera sends, where it is converted. */
  convertedFrom: string | null;
}

const probeOutput = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string().optional(),
      codec_name: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      has_b_frames: z.number().optional(),
    }),
  ),
});

/** Browsers refuse these in mov, and mp4 refuses all others. */
const playableInMp4 = new Set(['aac', 'opus', 'flac']);
const storableInMov = new Set(['pcm_alaw', 'pcm_mulaw', 'pcm_s16be', 'pcm_s16le', 'mp3']);

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
  if (!video) throw new StreamError('unsupported', 'The camera sends no picture: switch its video stream on.', 'none');
  const sent = video.codec_name ?? 'unknown';
  if (sent !== 'h264' && sent !== 'hevc')
    throw new StreamError('unsupported', `The camera sends ${sent}: set it to H.264 or H.265.`, sent);
  const audio = streams.find((stream) => stream.codec_type === 'audio')?.codec_name;
  return {
    videoCodec: sent,
    width: video.width ?? 0,
    height: video.height ?? 0,
    reorderedFrames: video.has_b_frames ?? 0,
    audio: audio === undefined ? null : audioInfo(audio),
  };
}

function audioInfo(codec: string): AudioInfo {
  if (playableInMp4.has(codec)) return { codec, container: 'mp4', convertedFrom: null };
  if (storableInMov.has(codec)) return { codec, container: 'mov', convertedFrom: null };
  return { codec: 'flac', container: 'mp4', convertedFrom: codec };
}

function runProbe(ffprobe: string, args: string[], timeoutMs: number, signal: AbortSignal): Promise<string> {
  const startedAtMs = performance.now();
  return new Promise((resolve, reject) => {
    execFile(ffprobe, args, { timeout: timeoutMs + 2000, killSignal: 'SIGKILL', signal }, (error, stdout, stderr) => {
      // A camera that takes the connection and says nothing is "Invalid data" to ffprobe, when its time is up.
      const isSilent = error?.killed || performance.now() - startedAtMs >= timeoutMs;
      if (!error) resolve(stdout);
      // Not the error itself: it holds the command, and that the password.
      else if (signal.aborted) reject(signal.reason);
      else
        reject(new StreamError(isSilent ? 'timeout' : streamCause(stderr), 'The camera did not answer as it should.'));
    });
  });
}
