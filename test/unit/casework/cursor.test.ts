import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor, likeText, pageOfRows } from '../../../services/casework/cursor.ts';

const cursor = fc.record({
  at: fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
  id: fc.uuid(),
});

test('a page mark comes back as it was', () => {
  fc.assert(fc.property(cursor, (one) => void expect(decodeCursor(encodeCursor(one))).toEqual(one)));
});

test('anything else is refused with one clear error', () => {
  const refused = (text: string) => void expect(() => decodeCursor(text)).toThrow('load the list again');
  fc.assert(fc.property(fc.string(), refused));
  for (const text of ['', 'e30', encodeCursor({ at: new Date(0), id: 'no uuid' })]) refused(text);
});

test('there is a next page exactly when there are more rows than the page holds', () => {
  fc.assert(
    fc.property(fc.array(cursor, { maxLength: 6 }), fc.integer({ min: 1, max: 5 }), (rows, limit) => {
      const { page, nextCursor } = pageOfRows(rows.slice(0, limit + 1), limit, (row) => row);
      expect(page).toEqual(rows.slice(0, limit));
      expect(nextCursor).toBe(rows.length > limit ? encodeCursor(rows[limit - 1] as (typeof rows)[0]) : null);
    }),
  );
});

test('wildcards in a search are letters', () => {
  expect(likeText('50%_\\')).toBe('%50\\%\\_\\\\%');
});
