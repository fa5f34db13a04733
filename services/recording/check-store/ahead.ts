/** A stream with a look at what comes first and second. */
export function ahead<T>(source: AsyncGenerator<T>) {
  let [now, next]: (T | undefined)[] = [];
  const pull = async () => {
    const { value, done } = await source.next();
    return done ? undefined : value;
  };
  return {
    now: () => now,
    next: () => next,
    async load() {
      now = await pull();
      next = now && (await pull());
    },
    async advance() {
      now = next;
      next = now && (await pull());
    },
  };
}

export type Ahead<T> = ReturnType<typeof ahead<T>>;
