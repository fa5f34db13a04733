import ffmpeg from 'fluent-ffmpeg';
import { openFifo } from './pipes/fifo.ts';
import { lookArgs, type StreamInfo } from './probe.ts';
import { streamCause } from './stream-error.ts';

export interface RecordingInputs {
  ffmpeg: string;
  /** RTSP address with credentials; never logged. */
  url: string;
  info: StreamInfo;
  /** Where the named pipes of the two tracks are made: `<pipes>.video` and `<pipes>.audio`. */
  pipes: string;
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

/**
 * Where the clock of a run begins, s. A stream may begin before its own zero (B-frames, sound that is ahead), and a
 * decode time cannot be negative.
 */
const firstSecond = '10';
/** FLAC in MP4 counts as experimental in ffmpeg 5.1. */
const asFlac = ['-c:a', 'flac', '-strict', '-2'];
const muxFlags = '+empty_moov+default_base_moof+skip_trailer+frag_discont';

/** The two outputs of one recording; nothing is re-encoded but sound that no container takes (each flag has its reason in README, "Recording"). */
export function recordingOptions(info: Pick<StreamInfo, 'look' | 'reorderedFrames' | 'audio'>) {
  const common = [
    ...['-avoid_negative_ts', 'disabled', '-output_ts_offset', firstSecond, '-use_editlist', '0'],
    ...['-write_prft', 'wallclock', '-flush_packets', '1'],
  ];
  const copy = ['-c', 'copy'];
  return {
    input: ['-nostdin', '-y', '-rtsp_transport', 'tcp', ...lookArgs(info.look)],
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
function firstTimeOf({ reorderedFrames }: Pick<StreamInfo, 'reorderedFrames'>): string[] {
  if (reorderedFrames === 0) return [];
  return ['-bsf:v', `setts=pts=if(eq(PTS\\,NOPTS)\\,NEXT_PTS-${reorderedFrames + 1}*DURATION\\,PTS)`];
}

/** Starts one ffmpeg that copies the camera's picture to `onVideo` and its sound to `onAudio`, as fragmented MP4. What they get is overwritten afterwards. */
export async function startRecording(inputs: RecordingInputs): Promise<Recording> {
  const options = recordingOptions(inputs.info);
  const paths = { video: `${inputs.pipes}.video`, audio: `${inputs.pipes}.audio` };
  const video = await openFifo(paths.video, inputs.onVideo);
  const audio = options.audio && (await openOr(video.close, () => openFifo(paths.audio, inputs.onAudio)));
  const command = ffmpeg(inputs.url, { logger: undefined })
    .setFfmpegPath(inputs.ffmpeg)
    .inputOptions([...options.input, '-timeout', String(inputs.timeoutMs * 1000)])
    .addOption('-loglevel', 'error');
  if (options.audio) command.output(`file:${paths.audio}`).outputOptions(options.audio);
  command.output(`file:${paths.video}`).outputOptions(options.video);

  const exited = new Promise<string>((resolve) => {
    command.on('end', () => resolve(''));
    command.on('error', (error, _stdout, stderr) => resolve(`${stderr ?? ''}\n${error.message}`));
  });

  command.run();
  return {
    ended: exited.then(async (words) => {
      await video.close();
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

async function openOr<T>(undo: () => Promise<void>, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await undo();
    throw error;
  }
}

function wasStopped(words: string): boolean {
  return /killed with signal|Exiting normally/.test(words);
}

function knownCause(words: string) {
  const cause = streamCause(words);
  return cause === 'unreachable' ? 'ended_by_camera' : cause;
}
