import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';

/** Parameters of OWASP's first choice for argon2id: 19 MiB, 2 passes. */
const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Of Node's four threads, which files are read with too: when a whole office logs in at eight, footage must not wait for all of them. */
const mostAtOnce = 2;

/** First come, first served; for the whole process, as the threads are. */
const inTurn = pLimit(mostAtOnce);

/** argon2id, PHC string. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, argon2id));
}

/** Whether `password` is the one that `known` was made of. */
export function fitsPassword(known: string, password: string): Promise<boolean> {
  return inTurn(() => verify(known, password));
}
