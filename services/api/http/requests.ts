import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { AppError } from '../../app-error.ts';
import { withLineContext } from '../../log.ts';

/** The longest filter of ours is far shorter. */
const longestAddress = 4096;

/** Gives each request its number, which stands in its answer and in every line that is logged for it. */
export const giveRequestId: RequestHandler = (_req, res, next) => {
  const requestId = randomUUID();
  res.setHeader('x-request-id', requestId);
  res.setHeader('cache-control', 'no-store');
  withLineContext({ requestId }, next);
};

/** Throws address_too_long. */
export const limitAddress: RequestHandler = (req, _res, next) => {
  if (req.originalUrl.length > longestAddress)
    throw new AppError('address_too_long', `An address may have ${longestAddress} characters.`);
  next();
};
