import type { GapCause } from '../../contracts/recording/gap.ts';

/** Why a camera's stream could not be had or came to an end. The message holds no address and no credentials. */
export class StreamError extends Error {
  readonly causeCode: GapCause;
  /** What the camera sends instead, for `unsupported`. */
  readonly detail: string | null;

  constructor(causeCode: GapCause, message: string, detail: string | null = null) {
    super(message);
    this.name = 'StreamError';
    this.causeCode = causeCode;
    this.detail = detail;
  }
}

const signs: [RegExp, GapCause][] = [
  [/401 Unauthorized|403 Forbidden|authorization failed/i, 'auth_failed'],
  [/Connection refused|404 Not Found|454 |4\d\d [A-Z]/i, 'refused'],
  [/timed out|ETIMEDOUT/i, 'timeout'],
  [/No route to host|unreachable|Name or service not known|resolve hostname|Temporary failure in name/i, 'unreachable'],
  [/Could not find codec parameters|unspecified size/i, 'corrupt'],
  // ffmpeg calls an answer that never came invalid when the connection was closed instead.
  [/Invalid data|Connection reset|End of file|Broken pipe/i, 'ended_by_camera'],
];

/** The gap cause that ffmpeg's or ffprobe's error text stands for; `unreachable` when it says nothing we know. */
export function streamCause(stderr: string): GapCause {
  return signs.find(([sign]) => sign.test(stderr))?.[1] ?? 'unreachable';
}
