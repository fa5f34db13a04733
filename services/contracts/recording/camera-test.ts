import { z } from 'zod';
import { route } from '../route.ts';
import { id } from '../shape.ts';
import { credentials, measuredStream, rtspAddress } from './camera.ts';
import { gapCause } from './gap.ts';
import { streamProblem } from './stream-problem.ts';

/** What a camera sends, as the recorder would take it. */
const works = z.object({
  outcome: z.literal('works'),
  video: z.object({ codec: z.string(), width: z.number().int(), height: z.number().int() }),
  /** As it is sent. */
  audioCodec: z.string().nullable(),
  /** Over a few seconds; a GOP that was longer than the test counts as long as that. */
  measured: measuredStream,
  clockOffsetMs: z.number().nullable(),
  problems: z.array(streamProblem),
  /** A JPEG, base64; null where it is withheld, or could not be made. */
  picture: z.string().nullable(),
  /** The person may not see the room now: administrators never, nobody while it is paused. */
  isPictureWithheld: z.boolean(),
});

/** Why a camera could not be recorded: the same cause that its gap would have. */
export const testCause = gapCause.extract([
  'unreachable',
  'refused',
  'auth_failed',
  'timeout',
  'stalled',
  'ended_by_camera',
  'unsupported',
  'corrupt',
]);

const fails = z.object({
  outcome: z.literal('fails'),
  cause: testCause,
  /** For cause `unsupported`: the codec it sends instead, or `none`. */
  detail: z.string().nullable(),
});

export const cameraTest = z.discriminatedUnion('outcome', [works, fails]);
export type CameraTest = z.infer<typeof cameraTest>;

/** A test takes at most about this long: two key frames of a camera that sends one every ten seconds or so. */
export const longestTestMs = 35_000;

export const cameraTestRoutes = {
  test: route({
    method: 'post',
    path: '/api/cameras/:cameraId/test',
    summary: 'Connect to a camera and tell what it sends and what is worth changing on it',
    access:
      'Administrator (no picture), supervisor, chief (picture where they may see the room now and it is not paused)',
    params: z.object({ cameraId: id }),
    response: cameraTest,
  }),
  testAddress: route({
    method: 'post',
    path: '/api/camera-tests',
    summary: 'The same for an address that is not saved yet, or for changes to a camera',
    access: 'Administrator; no picture',
    body: z.object({
      address: rtspAddress,
      ...credentials,
      /** A password that is left out is the one this camera has; it goes to the camera's own machine only. */
      cameraId: id.optional(),
    }),
    response: cameraTest,
  }),
};
