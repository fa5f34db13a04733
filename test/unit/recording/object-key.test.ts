import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeObjectKey, encodeObjectKey } from '../../../services/recording/object-key.ts';

const code = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,30}$/);

describe('object key', () => {
  it('says the same when read back', () => {
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

  it('looks as the README says', () => {
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

  it.each(['', 'a/b', 'manifests/x/1.json', 'a/b/2026/11/24/x.video.mp4'])('knows that %j is none of ours', (text) => {
    expect(decodeObjectKey(text)).toBeNull();
  });
});
