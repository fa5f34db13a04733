import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../app-error.ts';

/** A login that is tried. */
export interface Tried {
  login: string;
  address: string;
  /** The account was logged in from this address lately. */
  isKnownPlace: boolean;
}

/** Why a try must wait. */
export interface Wait {
  problem: AppError;
  /** The whole address waits, not the account. */
  isOfAddress: boolean;
}

interface Steps {
  /** Wrong tries without a wait. */
  free: number;
  /** Wrong tries are forgotten so long after the first. */
  forgottenAfterS: number;
}

const hour = 3600;
const perAccount: Steps = { free: 5, forgottenAfterS: 24 * hour };
const perAddress: Steps = { free: 100, forgottenAfterS: hour };
/** 1, 2, 4 … 60 minutes. */
const firstWaitS = 60;
const longestWaitS = hour;

/**
 * Slows down guessing: after 5 wrong tries for a login name, and 100 from an address, each further one must wait, from a
 * minute to an hour. A try is counted before the password is looked at, so many at once are stopped like many in a row.
 * Counts in Redis, for all api processes together; while Redis is away each process counts by itself.
 *
 * So that nobody locks another out: from an address where the account was logged in lately tries are counted apart, for
 * this name and address alone; and password and code together get through a wait that others caused (`countCode`).
 */
export function createLoginLimit(redis: Redis) {
  const account = createSteps(redis, 'login-account', perAccount);
  const place = createSteps(redis, 'login-place', perAccount);
  const address = createSteps(redis, 'login-address', perAddress);
  const codes = createSteps(redis, 'login-code', perAccount);
  const own = createSteps(redis, 'login-own', perAccount);
  const placeOf = (tried: Pick<Tried, 'login' | 'address'>) => `${tried.login}@${tried.address}`;
  return {
    /** Counts a try. Returns why it must wait, or null. */
    async countTry(tried: Tried): Promise<Wait | null> {
      if (tried.isKnownPlace) return waitOf(await place.take(placeOf(tried)), false);
      const ofAddress = waitOf(await address.take(tried.address), true);
      return ofAddress ?? waitOf(await account.take(tried.login), false);
    },
    /** Counts a code that came with the right password while the name waits, or after the provider named the person. Throws too_many_logins. */
    async countCode(login: string): Promise<void> {
      throwIf(waitOf(await codes.take(login), false));
    },
    /** It was right. */
    async forgiveCode(login: string): Promise<void> {
      await codes.forget(login);
    },
    /** Counts a password or code that a person who is logged in gives once more. Throws too_many_logins. */
    async countOwn(accountId: string): Promise<void> {
      throwIf(waitOf(await own.take(accountId), false));
    },
    /** It was right. */
    async forgiveOwn(accountId: string): Promise<void> {
      await own.forget(accountId);
    },
    /** The password was right, a code is asked for: the try does not count, those before do. */
    async giveBack(tried: Tried): Promise<void> {
      if (tried.isKnownPlace) return place.giveBack(placeOf(tried));
      await address.giveBack(tried.address);
      await account.giveBack(tried.login);
    },
    /** The person is in: neither this try counts, nor the wrong ones before it for this account. */
    async forgive(tried: Tried): Promise<void> {
      if (!tried.isKnownPlace) await address.giveBack(tried.address);
      await this.free(tried.login, [tried.address]);
    },
    /** Forgets the wrong tries for a login name, in general and from these addresses. */
    async free(login: string, addresses: readonly string[]): Promise<void> {
      await account.forget(login);
      await codes.forget(login);
      for (const one of addresses) await place.forget(placeOf({ login, address: one }));
    },
  };
}

export type LoginLimit = ReturnType<typeof createLoginLimit>;

/** Counts tries under a key; from the last free one on each shuts the door behind it for a growing time. */
function createSteps(redis: Redis, name: string, { free, forgottenAfterS }: Steps) {
  const tries = createLimiter(redis, name, { points: Number.MAX_SAFE_INTEGER, duration: forgottenAfterS });
  const door = createLimiter(redis, `${name}-door`, { points: 1, duration: firstWaitS });
  return {
    /** Seconds to wait, or 0 when the try may go on. One that must wait does not count. */
    async take(key: string): Promise<number> {
      const { consumedPoints } = await tries.consume(key);
      if (consumedPoints < free) return 0;
      const waitS = Math.min(firstWaitS * 2 ** (consumedPoints - free), longestWaitS);
      const leftS = await pass(door, key, waitS);
      if (leftS > 0) await tries.reward(key);
      return leftS;
    },
    async giveBack(key: string): Promise<void> {
      const left = await tries.reward(key);
      if (left.consumedPoints === free - 1) await door.delete(key);
    },
    async forget(key: string): Promise<void> {
      await tries.delete(key);
      await door.delete(key);
    },
  };
}

function createLimiter(redis: Redis, keyPrefix: string, limit: { points: number; duration: number }) {
  return new RateLimiterRedis({
    storeClient: redis,
    keyPrefix,
    ...limit,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory({ keyPrefix, ...limit }),
  });
}

/** Goes through the door and shuts it for `waitS` seconds: 0; or how long it is still shut, in seconds. */
async function pass(door: RateLimiterAbstract, key: string, waitS: number): Promise<number> {
  try {
    await door.consume(key, 1, { customDuration: waitS });
    return 0;
  } catch (reason) {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    return Math.max(1, Math.ceil(reason.msBeforeNext / 1000));
  }
}

function waitOf(seconds: number, isOfAddress: boolean): Wait | null {
  if (seconds === 0) return null;
  const minutes = Math.ceil(seconds / 60);
  const problem = new AppError('too_many_logins', `Too many wrong tries. Try again in ${minutes} minutes.`, {
    details: { retryAfterSeconds: seconds },
  });
  return { problem, isOfAddress };
}

function throwIf(wait: Wait | null): void {
  if (wait) throw wait.problem;
}
