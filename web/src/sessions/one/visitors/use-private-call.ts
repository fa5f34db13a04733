import { useCallback, useState } from 'react';

/** Sends something and keeps neither it nor the answer in any cache; the answer goes to `after` only. */
export function usePrivateCall<I, O>(run: (input: I) => Promise<O>, after: (output: O) => void) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const send = useCallback(
    async (input: I) => {
      setBusy(true);
      setError(null);
      try {
        after(await run(input));
      } catch (problem) {
        setError(problem as Error);
      } finally {
        setBusy(false);
      }
    },
    [run, after],
  );
  return { busy, error, send };
}
