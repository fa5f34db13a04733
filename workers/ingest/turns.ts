export type Turns = ReturnType<typeof createTurns>;

/** Lets at most `size` steps run at a time; the others wait in order. */
export function createTurns(size: number) {
  let free = size;
  const waiting: (() => void)[] = [];
  return {
    async take<T>(step: () => Promise<T>): Promise<T> {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await step();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free += 1;
      }
    },
  };
}
