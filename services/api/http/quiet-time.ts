import type { RequestHandler, Response } from 'express';

/**
 * An answer that finds nothing comes this long after its question, or a whole multiple of it: what must not be known to the
 * person takes other work than what is not there, and the time would tell (domain.md: "does not exist").
 */
export const quietMs = 20;

/**
 * Begins to count when a question comes, not when its work is done: so a timer's error, too, has nothing to do with the work.
 */
export const noteArrival: RequestHandler = (_req, res, next) => {
  const waiting: (() => void)[] = [];
  const letGo = () => {
    for (const go of waiting.splice(0)) go();
  };
  const beat = setInterval(() => {
    if (res.headersSent) clearInterval(beat);
    letGo();
  }, quietMs);
  res.once('close', () => {
    clearInterval(beat);
    letGo();
  });
  res.locals.untilQuiet = () => new Promise<void>((resolve) => waiting.push(resolve));
  next();
};

/** Waits until an answer that finds nothing may go. */
export async function untilQuiet(res: Response): Promise<void> {
  const wait: (() => Promise<void>) | undefined = res.locals.untilQuiet;
  await wait?.();
}
