import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlvReader, flvHeader, scriptTag } from '../../../../../services/adapters/video/live/flv.ts';
import { tag } from './made-up-flv.ts';

const stream = Buffer.concat([
  flvHeader(true),
  scriptTag('onLive', { state: 'begins', converted: false }),
  tag(9, [0x17, 0]),
  tag(8, [0xaf, 0]),
  tag(9, [0x17, 1], 5000),
  tag(8, [0xaf, 1]),
  tag(9, [0x27, 1], 70_000),
]);

const read = (chunks: Buffer[]) => {
  const reader = new FlvReader();
  return chunks.flatMap((chunk) => reader.push(chunk));
};

test('says where a player may begin, and what it must have before', () => {
  const told = read([stream]).map(
    ({ kind, isKey, isHeader }) => `${kind}${isKey ? ' key' : ''}${isHeader ? ' header' : ''}`,
  );
  expect(told).toEqual(['script', 'video header', 'audio header', 'video key', 'audio', 'video']);
});

test('however the bytes come, the same tags come out, and no byte is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: stream.length - 1 }), { maxLength: 40 }), (cuts) => {
      const borders = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      const chunks = borders.slice(1).map((end, i) => stream.subarray(borders[i], end));
      const tags = read(chunks);
      expect(Buffer.concat([flvHeader(true), ...tags.map(({ bytes }) => bytes)]).equals(stream)).toBe(true);
      expect(tags).toHaveLength(6);
    }),
  );
});

test('what is no FLV is refused', () => {
  expect(() => read([Buffer.from('HTTP/1.1 404 Not Found\r\n\r\n')])).toThrow(RangeError);
  expect(() => read([flvHeader(true), tag(7, [1, 2])])).toThrow('tags of type 7');
});
