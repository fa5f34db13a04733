/** Trouble that passes by itself: store, database or Redis away, out of time. Its work stays as it is for the sweep. */
export function isTransient(error: Error): boolean {
  if ('kind' in error) return error.kind === 'away';
  const code = 'code' in error ? String(error.code) : '';
  // 57014: a statement took too long; 40P01, 40001: two stood in each other's way.
  const isConnection = /^(ECONN|EPIPE|ETIMEDOUT|57P0|57014|40P01|40001|08|53)/.test(code);
  return (
    isConnection ||
    ['TimeoutError', 'AbortError'].includes(error.name) ||
    /Connection terminated|trying to connect|program ends|not queryable|does not answer/.test(error.message)
  );
}
