import { expect, test } from 'vitest';
import { isConverted, previewArgs, previewSource } from '../../../../../services/adapters/video/live/preview.ts';

const to = 'rtmp://127.0.0.1:1935/live/x';
const url = 'rtsp://user:p%27%20word@10.0.0.5:554/sub';

test('the picture is copied, sound becomes AAC', () => {
  const args = previewArgs({ videoCodec: 'h264', hasAudio: true }, to).join(' ');
  expect(args).toMatch(/-map 0:v:0 -c:v copy -map 0:a:0 -c:a aac .*-f flv rtmp:/);
  expect(previewArgs({ videoCodec: 'h264', hasAudio: false }, to)).not.toContain('0:a:0');
});

test('only what FLV does not hold is converted', () => {
  expect(isConverted({ videoCodec: 'h264', hasAudio: true })).toBe(false);
  expect(isConverted({ videoCodec: 'hevc', hasAudio: true })).toBe(true);
  expect(previewArgs({ videoCodec: 'hevc', hasAudio: false }, to)).toContain('libx264');
});

test('the address of the camera is in no argument, and cannot leave its line on stdin', () => {
  expect(previewArgs({ videoCodec: 'h264', hasAudio: true }, to).join(' ')).not.toContain('rtsp:');
  expect(previewSource(url)).toContain(`file '${url}'\n`);
  for (const bad of ["rtsp://h/'", 'rtsp://h/\nfile x', 'rtsp://h/a b', 'rtsp://h/\\'])
    expect(() => previewSource(bad)).toThrow(RangeError);
});
