import { AppError } from '../../app-error.ts';
import type { ByteSpan } from './stretches.ts';

/**
 * The bytes that a `Range` header asks for (RFC 9110, one range of bytes), `end` exclusive and inside the object.
 * Throws `range_not_satisfiable` for a header that is no such range or starts behind the object.
 */
export function parseRange(header: string, objectBytes: number): ByteSpan {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header) ?? [];
  if (first === undefined) throw unsatisfiable(objectBytes);
  const start = Number(first);
  const end = last ? Math.min(Number(last) + 1, objectBytes) : objectBytes;
  if (start >= end) throw unsatisfiable(objectBytes);
  return { start, end };
}

/** Whether `wanted` lies inside one of `readable`. */
export function isInside(wanted: ByteSpan, readable: readonly ByteSpan[]): boolean {
  return readable.some((span) => span.start <= wanted.start && wanted.end <= span.end);
}

function unsatisfiable(objectBytes: number): AppError {
  return new AppError('range_not_satisfiable', 'Ask for one range of bytes that lies inside the object.', {
    details: { objectBytes },
  });
}
