import type { ApiKey } from '../account/api-key.ts';
import type { Job, JobCallback } from '../job/job.ts';
import type { ParsedInviteRequest } from '../request/invite-request.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** The delay after each failed attempt: eleven attempts within a day. */
const retryDelaysMs = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  hourMs,
  2 * hourMs,
  4 * hourMs,
  8 * hourMs,
  8 * hourMs,
];

/** Each delay is lengthened by up to this share of it, so that callbacks that failed together do not come back together. */
const jitter = 0.02;

/**
 * A callback this long overdue has lost its message, or never had one: the sweeper sends another.
 */
export const lostCallbackMs = minuteMs;

/**
 * Partitions of the index of callbacks that are due. DynamoDB writes each a thousand times a second, and every sweep asks
 * each of them: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const callbackShards = ['0', '1', '2', '3'] as const;

/** Attributes by which an undelivered callback is found. The row has them when the job is final, and not before. */
export interface CallbackDue {
  callbackShard: string;
  /** When the sweeper sends a message for it. */
  callbackDueAtMs: number;
}

/** The callback of a new job: where its request says, or else where its key does. */
export function callbackFor(
  { callback_url }: Pick<ParsedInviteRequest, 'callback_url'>,
  { callbackUrl }: Pick<ApiKey, 'callbackUrl'>,
): { callback?: JobCallback } {
  const url = callback_url ?? callbackUrl;
  return url === undefined ? {} : { callback: { url, status: 'pending', attempts: 0 } };
}

/** Stored in the same write that ends the job, so that no crash can separate the two. */
export function callbackDue(job: Job): CallbackDue | undefined {
  if (job.callback?.status !== 'pending' || job.finishedAtMs === undefined) {
    return undefined;
  }
  return { callbackShard: callbackShardOf(job.jobId), callbackDueAtMs: job.finishedAtMs + lostCallbackMs };
}

/** The end of an id is as good as random. */
export function callbackShardOf(jobId: string): string {
  return callbackShards[jobId.charCodeAt(jobId.length - 1) % callbackShards.length] ?? callbackShards[0];
}

/** When the next attempt is made after so many have failed; undefined when there will be none. */
export function nextAttemptAtMs(attempts: number, nowMs: number, random: number): number | undefined {
  const delayMs = retryDelaysMs[attempts - 1];
  return delayMs === undefined ? undefined : Math.round(nowMs + delayMs * (1 + jitter * random));
}
