import { expect, test } from 'vitest';
import { streamCause } from '../../../../services/adapters/video/stream-error.ts';

/** What ffmpeg 5.1 and ffprobe print for cameras that cannot be had, as seen. */
test.each([
  ['method DESCRIBE failed: 401 Unauthorized', 'auth_failed'],
  ['Connection to tcp://127.0.0.1:9?timeout=8000000 failed: Connection refused', 'refused'],
  ['method DESCRIBE failed: 404 Not Found', 'refused'],
  ['rtsp://10.0.0.9/main: Connection timed out', 'timeout'],
  ['rtsp://10.0.0.9/main: No route to host', 'unreachable'],
  ['rtsp://no-such-camera.invalid/main: Name or service not known', 'unreachable'],
  ['Could not find codec parameters for stream 0 (Video: h264, none): unspecified size', 'corrupt'],
  ['rtsp://127.0.0.1:22339/a: Invalid data found when processing input', 'ended_by_camera'],
  ['rtsp://127.0.0.1:22339/a: Connection reset by peer', 'ended_by_camera'],
  ['something nobody has seen', 'unreachable'],
])('%s is %s', (words, cause) => {
  expect(streamCause(words)).toBe(cause);
});
