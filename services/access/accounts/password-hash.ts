import { hash, verify } from '@node-rs/argon2';

/** Parameters of OWASP's first choice for argon2id: 19 MiB, 2 passes. */
const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Of Node's four threads, which files are read with too: when a whole office logs in at eight, footage must not wait for all of them. */
const mostAtOnce = 2;

let running = 0;
const waiting: (() => void)[] = [];

/** argon2id, PHC string. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, argon2id));
}

/** Whether `password` is the one that `known` was made of. */
export function fitsPassword(known: string, password: string): Promise<boolean> {
  return inTurn(() => verify(known, password));
}

/** First come, first served; for the whole process, as the threads are. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < mostAtOnce) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
