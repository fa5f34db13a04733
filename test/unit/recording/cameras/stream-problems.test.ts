import { expect, test } from 'vitest';
import { type StreamFacts, streamProblems } from '../../../../services/recording/cameras/stream-problems.ts';

const good: StreamFacts = {
  videoCodec: 'h264',
  height: 1080,
  reorderedFrames: 0,
  framesPerSecond: 25,
  gopSeconds: 2,
  bitsPerSecond: 4_000_000,
  audioCodec: 'pcm_alaw',
  audioConvertedFrom: null,
  clockOffsetMs: 120,
};

test('a camera as it should be has none', () => {
  expect(streamProblems(good)).toEqual([]);
});

test.each<[Partial<StreamFacts>, string]>([
  [{ gopSeconds: 10 }, 'gop_long'],
  [{ clockOffsetMs: -5000 }, 'clock_off'],
  [{ clockOffsetMs: null }, 'clock_unknown'],
  [{ audioCodec: null }, 'no_audio'],
  [{ audioCodec: 'flac', audioConvertedFrom: 'adpcm_g726le' }, 'audio_converted'],
  [{ videoCodec: 'hevc' }, 'codec_h265'],
  [{ reorderedFrames: 2 }, 'bframes'],
  [{ framesPerSecond: 5 }, 'fps_low'],
  [{ height: 288 }, 'picture_small'],
  [{ bitsPerSecond: 12_000_000 }, 'bitrate_high'],
])('%o is worth changing: %s', (change, problem) => {
  expect(streamProblems({ ...good, ...change })).toEqual([problem]);
});

test('what is not known is no problem', () => {
  const unknown = { reorderedFrames: null, framesPerSecond: null, gopSeconds: null, bitsPerSecond: null };
  expect(streamProblems({ ...good, ...unknown })).toEqual([]);
});
