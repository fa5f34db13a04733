import { z } from 'zod';
import { id } from './shape.ts';

const v = z.literal(1);

/**
 * Every background job: what it carries (ids only), how often it is tried, how long it may take.
 * `key` makes two requests for the same work one job; it holds no ':' (BullMQ keeps that for itself).
 */
export const jobs = {
  'segment.tag': job({
    payload: z.object({ v, cameraId: id, startedAtMs: z.number().int() }),
    key: (p) => `${p.cameraId}-${p.startedAtMs}`,
    attempts: 4,
    timeoutMs: 30_000,
    concurrency: 4,
  }),
  'session.tag': job({
    payload: z.object({ v, sessionId: id, revision: z.number().int() }),
    key: (p) => `${p.sessionId}-${p.revision}`,
    attempts: 4,
    timeoutMs: 300_000,
    concurrency: 2,
  }),
  'clip.seal': job({
    payload: z.object({ v, clipId: id, revision: z.number().int() }),
    key: (p) => `${p.clipId}-${p.revision}`,
    attempts: 3,
    timeoutMs: 1_800_000,
    concurrency: 2,
  }),
  'hold.apply': job({
    payload: z.object({ v, sessionId: id, revision: z.number().int() }),
    key: (p) => `${p.sessionId}-${p.revision}`,
    attempts: 4,
    timeoutMs: 1_800_000,
    concurrency: 2,
  }),
  'evidence.prepare': job({
    payload: z.object({ v, folderId: id }),
    key: (p) => p.folderId,
    attempts: 4,
    timeoutMs: 1_800_000,
    concurrency: 1,
  }),
  'destruction.run': job({
    payload: z.object({ v, destructionId: id }),
    key: (p) => p.destructionId,
    attempts: 2,
    timeoutMs: 6 * 3_600_000,
    concurrency: 1,
  }),
  'clip.preview': job({
    payload: z.object({ v, clipId: id, revision: z.number().int() }),
    key: (p) => `${p.clipId}-${p.revision}`,
    attempts: 3,
    timeoutMs: 600_000,
    concurrency: 1,
  }),
};

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]['payload']>;
export const jobNames = Object.keys(jobs) as JobName[];

interface Job<P extends z.ZodType> {
  payload: P;
  key: (payload: z.infer<P>) => string;
  attempts: number;
  timeoutMs: number;
  concurrency: number;
}

function job<P extends z.ZodType>(definition: Job<P>): Job<P> {
  return definition;
}
