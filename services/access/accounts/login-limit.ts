import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../app-error.ts';

const perAccount = { points: 8, duration: 15 * 60 };
const perAddress = { points: 40, duration: 15 * 60 };

/**
 * Slows down guessing: 8 wrong tries per account and 40 per network address in 15 minutes. A try is counted before the
 * password is looked at, so many at once are stopped like many in a row. Counts in Redis, for all api processes
 * together; while Redis is away each process counts by itself.
 */
export function createLoginLimit(redis: Redis) {
  const limiter = (keyPrefix: string, limit: { points: number; duration: number }) =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix,
      ...limit,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix, ...limit }),
    });
  const byAccount = limiter('login-account', perAccount);
  const byAddress = limiter('login-address', perAddress);
  return {
    /** Counts a try. Throws too_many_logins when there were too many for the account or from the address. */
    async countTry(login: string, address: string) {
      await consume(byAddress, address);
      await consume(byAccount, login);
    },
    /** The password was right: the try does not count, and neither do the wrong ones before it for this account. */
    async forgive(login: string, address: string) {
      await byAccount.delete(login);
      await byAddress.reward(address);
    },
  };
}

export type LoginLimit = ReturnType<typeof createLoginLimit>;

async function consume(limiter: RateLimiterAbstract, key: string) {
  const spent = await limiter.consume(key).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (spent === null) return;
  if (!(spent instanceof RateLimiterRes)) throw spent;
  const seconds = Math.ceil(spent.msBeforeNext / 1000);
  throw new AppError('too_many_logins', `Too many wrong tries. Try again in ${Math.ceil(seconds / 60)} minutes.`, {
    details: { retryAfterSeconds: seconds },
  });
}
