/** Work of the same name is done one after the other, in the order it was asked for; a failure does not stop the next. */
export function takeTurns() {
  const last = new Map<string, Promise<unknown>>();
  return <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, mine);
    const forget = () => {
      if (last.get(name) === mine) last.delete(name);
    };
    void mine.then(forget, forget);
    return mine;
  };
}
