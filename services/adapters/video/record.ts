import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { Writable } from 'node:stream';
import ffmpeg from 'fluent-ffmpeg';
import type { StreamInfo } from './probe.ts';
import { streamCause } from './stream-error.ts';

export interface RecordingInputs {
  ffmpeg: string;
  /** RTSP address with credentials; never logged. */
  url: string;
  info: StreamInfo;
  /** Path of the Unix socket that carries the audio track; at most 100 bytes. */
  audioSocket: string;
  timeoutMs: number;
  onVideo: (chunk: Buffer) => void;
  onAudio: (chunk: Buffer) => void;
}

export interface Recording {
  /** Settles when both tracks have ended; `cause` is what ffmpeg's last words stand for. */
  ended: Promise<{ cause: 'ended_by_camera' | ReturnType<typeof streamCause> }>;
  /** Asks ffmpeg to finish its last fragment; after `graceMs` it is killed. */
  stop: (graceMs: number) => void;
}

/** FLAC in MP4 counts as experimental in ffmpeg 5.1. */
const asFlac = ['-c:a', 'flac', '-strict', '-2'];
const muxFlags = '+empty_moov+default_base_moof+skip_trailer+frag_discont';

/** The two outputs of one recording; nothing is re-encoded but sound that no container takes (each flag has its reason in README, "Recording"). */
export function recordingOptions(info: StreamInfo) {
  const common = ['-avoid_negative_ts', 'disabled', '-write_prft', 'wallclock', '-flush_packets', '1'];
  const copy = ['-c', 'copy'];
  return {
    input: ['-nostdin', '-rtsp_transport', 'tcp', '-analyzeduration', '1000000'],
    video: [
      '-map',
      '0:v:0',
      ...copy,
      ...firstTimeOf(info),
      ...common,
      '-movflags',
      `+frag_keyframe${muxFlags}`,
      '-f',
      'mp4',
    ],
    audio: info.audio && [
      '-map',
      '0:a:0',
      ...(info.audio.convertedFrom === null ? copy : asFlac),
      ...common,
      '-movflags',
      muxFlags,
      '-frag_duration',
      '1000000',
      '-f',
      info.audio.container,
    ],
  };
}

/**
 * With B-frames ffmpeg 5.1 leaves the first packet of an RTSP stream without a time, and all others would count from
 * that. The first picture gets the time that the frames after it imply, at most a frame early.
 */
function firstTimeOf({ reorderedFrames }: StreamInfo): string[] {
  if (reorderedFrames === 0) return [];
  return ['-bsf:v', `setts=pts=if(eq(PTS\\,NOPTS)\\,NEXT_PTS-${reorderedFrames + 1}*DURATION\\,PTS)`];
}

/** Starts one ffmpeg that copies the camera's picture to `onVideo` and its sound to `onAudio`, as fragmented MP4. */
export async function startRecording(inputs: RecordingInputs): Promise<Recording> {
  const options = recordingOptions(inputs.info);
  const audio = options.audio ? await listenForAudio(inputs.audioSocket, inputs.onAudio) : null;
  const video = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      inputs.onVideo(chunk);
      done();
    },
  });
  const command = ffmpeg(inputs.url, { logger: undefined })
    .setFfmpegPath(inputs.ffmpeg)
    .inputOptions([...options.input, '-timeout', String(inputs.timeoutMs * 1000)])
    .addOption('-loglevel', 'error');
  if (options.audio) command.output(`unix:${inputs.audioSocket}`).outputOptions(options.audio);
  command.output(video).outputOptions(options.video);

  const exited = new Promise<string>((resolve) => {
    command.on('end', () => resolve(''));
    command.on('error', (error, _stdout, stderr) => resolve(`${stderr ?? ''}\n${error.message}`));
  });
  command.run();
  return {
    ended: exited.then(async (words) => {
      await audio?.close();
      return { cause: words === '' || wasStopped(words) ? 'ended_by_camera' : knownCause(words) };
    }),
    stop: (graceMs) => {
      command.kill('SIGINT');
      const timer = setTimeout(() => command.kill('SIGKILL'), graceMs);
      void exited.then(() => clearTimeout(timer));
    },
  };
}

function wasStopped(words: string): boolean {
  return /killed with signal|Exiting normally/.test(words);
}

function knownCause(words: string) {
  const cause = streamCause(words);
  return cause === 'unreachable' ? 'ended_by_camera' : cause;
}

async function listenForAudio(path: string, onChunk: (chunk: Buffer) => void) {
  await rm(path, { force: true });
  let ended: Promise<void> = Promise.resolve();
  const server: Server = createServer((socket) => {
    ended = new Promise((resolve) => socket.on('close', () => resolve()));
    socket.on('data', onChunk);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    close: async () => {
      await ended;
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
