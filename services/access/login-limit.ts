import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../app-error.ts';

const perAccount = { points: 8, duration: 15 * 60 };
const perAddress = { points: 40, duration: 15 * 60 };

/**
 * Slows down guessing: 8 wrong tries per account and 40 per network address in 15 minutes. Counts in Redis, for all api
 * processes together; while Redis is away each process counts by itself.
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
    /** Throws too_many_logins when one of the two has had too many wrong tries. */
    async check(login: string, address: string) {
      await refuseIfSpent(byAccount, login, perAccount.points);
      await refuseIfSpent(byAddress, address, perAddress.points);
    },
    async countWrong(login: string, address: string) {
      for (const [limit, key] of [
        [byAccount, login],
        [byAddress, address],
      ] as const) {
        await limit.consume(key).catch((error: unknown) => {
          if (!(error instanceof RateLimiterRes)) throw error;
        });
      }
    },
    async forget(login: string) {
      await byAccount.delete(login);
    },
  };
}

export type LoginLimit = ReturnType<typeof createLoginLimit>;

async function refuseIfSpent(limiter: RateLimiterAbstract, key: string, points: number) {
  const state = await limiter.get(key);
  if (state === null || state.consumedPoints < points) return;
  const seconds = Math.ceil(state.msBeforeNext / 1000);
  throw new AppError('too_many_logins', `Too many wrong tries. Try again in ${Math.ceil(seconds / 60)} minutes.`, {
    details: { retryAfterSeconds: seconds },
  });
}
