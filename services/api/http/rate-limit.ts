import type { Request, RequestHandler } from 'express';
import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../app-error.ts';
import { loginIdOf } from '../auth.ts';

/** Requests a minute. */
export interface RateLimits {
  /** From one address by people who are not logged in: a whole office may sit behind one. */
  strangers: number;
  /** By one login, footage included. */
  all: number;
  /** By one login, what changes something. */
  writes: number;
}

/** Far above what a person does: sixteen cameras are replayed with a few requests a second. */
export const usualLimits: RateLimits = { strangers: 3000, all: 6000, writes: 600 };

const readMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Stops floods with too_many_requests. Whoever is logged in counts by their login, so people behind one address do not
 * stand in each other's way; put it behind `rememberActor`. Counts in Redis for all api processes; while Redis is away each
 * counts by itself.
 */
export function createRateLimit(redis: Redis, limits: RateLimits = usualLimits): RequestHandler {
  const limiter = (keyPrefix: string, points: number) => {
    const options = { keyPrefix, points, duration: 60 };
    const insuranceLimiter = new RateLimiterMemory(options);
    return new RateLimiterRedis({
      ...{ storeClient: redis, ...options, insuranceLimiter, rejectIfRedisNotReady: true },
      // Whoever is over the limit costs Redis nothing more.
      inMemoryBlockOnConsumed: points + 1,
    });
  };
  const strangers = limiter('rate-address', limits.strangers);
  const all = limiter('rate-login', limits.all);
  const writes = limiter('rate-writes', limits.writes);
  return async (req, res, next) => {
    const loginId = loginIdOf(res);
    if (loginId === null) await consume(strangers, addressOf(req));
    else {
      await consume(all, loginId);
      if (!readMethods.has(req.method)) await consume(writes, loginId);
    }
    next();
  };
}

/** One person has all of an IPv6 network of 64 bits. */
function addressOf(req: Request): string {
  const address = req.ip ?? '';
  return address.includes('.') ? address : address.split(':').slice(0, 4).join(':');
}

async function consume(limiter: RateLimiterAbstract, key: string) {
  const spent = await limiter.consume(key).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (spent === null) return;
  if (!(spent instanceof RateLimiterRes)) throw spent;
  const retryAfterSeconds = Math.max(1, Math.ceil(spent.msBeforeNext / 1000));
  throw new AppError('too_many_requests', `Too many requests. Try again in ${retryAfterSeconds} seconds.`, {
    details: { retryAfterSeconds },
  });
}
