import { execFile } from 'node:child_process';
import { z } from 'zod';
import { StreamError, streamCause } from './stream-error.ts';

/** How far ffmpeg reads into a stream before it believes to know it: microseconds and bytes, whichever comes first. */
export interface Look {
  analyzeduration: number;
  probesize: number;
}

/** For a camera whose SDP has the parameter sets (RFC 6184 §8.1, RFC 7798 §7.1): its picture's size is known at once. */
const shortLook: Look = { analyzeduration: 1_000_000, probesize: 5_000_000 };
/** For one that tells them in its next key frame only; cameras that save bandwidth send one every ten seconds. */
export const longLook: Look = { analyzeduration: 12_000_000, probesize: 64_000_000 };

/** As arguments before an input. */
export const lookArgs = (look: Look): string[] =>
  Object.entries(look).flatMap(([name, value]) => [`-${name}`, String(value)]);

/** What a camera sends, as ffprobe sees it. */
export interface StreamInfo {
  videoCodec: 'h264' | 'hevc';
  width: number;
  height: number;
  /** What has to be read of it before its size is known. */
  look: Look;
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
 * Asks a camera what it sends, for as long as it takes to know the size of its picture. `url` holds credentials and is never
 * logged. Throws StreamError with a gap cause: cannot be reached, wrong password, or a stream we do not record (no video, MJPEG).
 */
export async function probeStream(
  ffprobe: string,
  url: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<StreamInfo> {
  const info = await probeCodecs(ffprobe, url, timeoutMs, signal);
  return info.width > 0 ? info : probeWith(ffprobe, { url, timeoutMs, signal, look: longLook });
}

/** As `probeStream`, but ends at once: its codecs are known, its size is 0 where the camera does not tell it ahead. */
export function probeCodecs(ffprobe: string, url: string, timeoutMs: number, signal: AbortSignal): Promise<StreamInfo> {
  return probeWith(ffprobe, { url, timeoutMs, signal, look: shortLook });
}

interface Asked {
  url: string;
  timeoutMs: number;
  signal: AbortSignal;
  look: Look;
}

async function probeWith(ffprobe: string, { url, timeoutMs, signal, look }: Asked): Promise<StreamInfo> {
  const args = ['-v', 'error', '-rtsp_transport', 'tcp', '-timeout', String(timeoutMs * 1000), ...lookArgs(look)];
  args.push('-show_streams', '-of', 'json', url);
  const longestMs = timeoutMs + look.analyzeduration / 1000;
  const { streams } = probeOutput.parse(JSON.parse(await runProbe(ffprobe, args, { timeoutMs, longestMs, signal })));
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
    look,
    reorderedFrames: video.has_b_frames ?? 0,
    audio: audio === undefined ? null : audioInfo(audio),
  };
}

function audioInfo(codec: string): AudioInfo {
  if (playableInMp4.has(codec)) return { codec, container: 'mp4', convertedFrom: null };
  if (storableInMov.has(codec)) return { codec, container: 'mov', convertedFrom: null };
  return { codec: 'flac', container: 'mp4', convertedFrom: codec };
}

interface Patience {
  /** Until the camera must have said something. */
  timeoutMs: number;
  longestMs: number;
  signal: AbortSignal;
}

function runProbe(ffprobe: string, args: string[], { timeoutMs, longestMs, signal }: Patience): Promise<string> {
  const startedAtMs = performance.now();
  return new Promise((resolve, reject) => {
    execFile(ffprobe, args, { timeout: longestMs + 1000, killSignal: 'SIGKILL', signal }, (error, stdout, stderr) => {
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
