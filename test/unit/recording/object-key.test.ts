import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeObjectKey, encodeObjectKey } from '../../../services/recording/object-key.ts';

const code = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,30}$/);

test('says the same when read back', () => {
  const key = fc.record({
    roomCode: code,
    cameraCode: code,
    startedAt: fc.date({ min: new Date('2020-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
    runId: fc.uuid(),
    seq: fc.nat(),
    track: fc.constantFrom('video' as const, 'audio' as const),
    container: fc.constantFrom('mp4' as const, 'mov' as const),
  });
  fc.assert(
    fc.property(key, (value) => {
      expect(decodeObjectKey(encodeObjectKey(value))).toEqual(value);
    }),
  );
});

test('looks as the README says', () => {
  const key = encodeObjectKey({
    roomCode: 'tiep-dan-1',
    cameraCode: 'toan-canh',
    startedAt: new Date('2026-11-24T01:02:03.004Z'),
    runId: '019ab000-0000-7000-8000-000000000000',
    seq: 7,
    track: 'audio',
    container: 'mov',
  });
  expect(key).toBe('tiep-dan-1/toan-canh/2026/11/24/010203004-019ab000-0000-7000-8000-000000000000-7.audio.mov');
});

const run = '019ab000-0000-7000-8000-000000000000';
test.each([
  '',
  'a/b',
  'manifests/x/1.json',
  'a/b/2026/11/24/x.video.mp4',
  `a/b/2026/02/30/010203004-${run}-7.video.mp4`,
  `a/b/2026/11/24/240000000-${run}-7.video.mp4`,
  `a/b/2026/11/24/010203004-${run}-007.video.mp4`,
  `a/b/2026/11/24/010203004-${run}-99999999999999999999.video.mp4`,
])('knows that %j is none of ours', (text) => {
  expect(decodeObjectKey(text)).toBeNull();
});

test('never reads two keys as the same thing', () => {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
  const made = fc.tuple(digits(2), digits(2), digits(9), fc.stringMatching(/^[0-9]{1,4}$/));
  fc.assert(
    fc.property(made, ([month, day, time, seq]) => {
      const text = `a/b/2026/${month}/${day}/${time}-${run}-${seq}.video.mp4`;
      const read = decodeObjectKey(text);
      expect(read === null ? text : encodeObjectKey(read)).toBe(text);
    }),
    // Few of these digits are a date: the leap days and midnights are what is wanted.
    { examples: [[['02', '29', '010203004', '7']], [['12', '31', '240000000', '0']]], numRuns: 2000 },
  );
});
