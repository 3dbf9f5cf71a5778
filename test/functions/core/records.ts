import type { Account } from '../../../functions/core/account/account.ts';
import { ownWaitFromMs, parkedDueAtMs, placeOf } from '../../../functions/core/job/due.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { maxOvertakenMs } from '../../../functions/core/job/line.ts';
import type { JoinDecision, LinkOperation, RequestsLook } from '../../../functions/core/job/operation.ts';
import type { Watch } from '../../../functions/core/job/watch-transitions.ts';
import { maxLifeMs } from '../../../functions/core/job-life.ts';
import { newWatch } from '../../../functions/core/join/watch.ts';
import type { Pace } from '../../../functions/core/pace/pace.ts';

/** When every test begins: a whole second, so that Unix seconds are easy to read off. */
export const startMs = Date.UTC(2026, 11, 1, 10, 0, 0);

/** A queued job, in line. Ids that sort by number also sort by age: job 2 was asked for after job 1. */
export function createJobRecord(number: number, overrides: Partial<Job> = {}): Job {
  const { createdAtMs = startMs - 1_000_000 + number, batch } = overrides;
  return {
    tenantId: 'ten_a',
    jobId: `inv_${number}`,
    accountId: 'acc_a',
    request: { account: 'main', peer: '@launch', title: `order ${number}` },
    createdAtMs,
    deadlineMs: startMs + maxLifeMs,
    status: 'queued',
    version: 1,
    updatedAtMs: createdAtMs,
    dueAtMs: placeOf({ createdAtMs, ...(batch === undefined ? {} : { batch }) }),
    attempts: 0,
    waits: 0,
    reconciliations: 0,
    sends: 0,
    ...overrides,
  };
}

/** A job that waits by itself until then. */
export function createWaitingJob(number: number, retryAtMs: number, overrides: Partial<Job> = {}): Job {
  return createJobRecord(number, {
    status: 'waiting',
    wait: { reason: 'RPC_CALL_FAIL', retryAtMs },
    updatedAtMs: Math.min(startMs, retryAtMs),
    dueAtMs: ownWaitFromMs + retryAtMs,
    ...overrides,
  });
}

/** A job whose last call has an unknown outcome: begun under another lease, and due again. */
export function createUnknownJob(number: number, overrides: Partial<Job> = {}): Job {
  const { intentAtMs = startMs - 10_000 } = overrides;
  return createJobRecord(number, {
    status: 'running',
    version: 2,
    attempts: 1,
    fence: 0,
    intentAtMs,
    calledAtMs: intentAtMs,
    ...overrides,
  });
}

/**
 * A job whose last call has an unknown outcome and has been searched for, so long ago that it can be executed no more: it is due
 * for the last search.
 */
export function createUnseenJob(number: number, overrides: Partial<Job> = {}): Job {
  const { intentAtMs = startMs - 400_000 } = overrides;
  return createWaitingJob(number, startMs, {
    wait: { reason: 'OUTCOME_UNKNOWN', retryAtMs: startMs },
    version: 2,
    attempts: 1,
    fence: 0,
    intentAtMs,
    calledAtMs: intentAtMs,
    calledUntilMs: startMs - 370_000,
    unseenAtMs: startMs - 360_000,
    ...overrides,
  });
}

/** A job whose account needed its operator when it was last looked at. */
export function createBlockedJob(number: number, overrides: Partial<Job> = {}): Job {
  const { deadlineMs = startMs + maxLifeMs } = overrides;
  return createJobRecord(number, {
    status: 'blocked',
    dueAtMs: parkedDueAtMs + deadlineMs,
    error: { type: 'PEER_FLOOD', class: 'account_halted', detail: 'Ask.' },
    ...overrides,
  });
}

/** As fast as tests are: what the pace does is tested for itself. */
export const noPace: Pace = { perMinute: 60_000, burst: 1_000 };

export function createAccountRecord(overrides: Partial<Account> = {}): Account {
  return {
    accountId: 'acc_a',
    tenantId: 'ten_a',
    name: 'main',
    status: 'active',
    blockedUntilMs: {},
    fence: 0,
    pace: noPace,
    ...overrides,
  };
}

/** The first jobs of an account, from number 1 on. */
export function createJobRecords(count: number): Job[] {
  return Array.from({ length: count }, (_, index) => createJobRecord(index + 1));
}

/** The end of an operation's id tells them apart, as numbers do jobs. */
const firstOperationId = 'op_00000000000000000000000000';

/** An operation on the link of job `inviteNumber`, in line before the jobs that were accepted with it. */
export function createOperationRecord(
  letter: string,
  inviteNumber: number,
  operation: Omit<LinkOperation, 'inviteId'>,
  overrides: Partial<Job> = {},
): Job {
  const { createdAtMs = startMs - 1_000 + letter.charCodeAt(0) } = overrides;
  return createJobRecord(0, {
    jobId: `${firstOperationId.slice(0, -1)}${letter}`,
    request: { account: 'main', peer: '@launch', priority: 'high' },
    operation: { ...operation, inviteId: `inv_${inviteNumber}` },
    createdAtMs,
    placeMs: createdAtMs - maxOvertakenMs,
    dueAtMs: createdAtMs - maxOvertakenMs,
    ...overrides,
  });
}

/** A sync of the chat @launch, due and with a message. */
export function createSyncRecord(overrides: Partial<Job> = {}): Job {
  return createJobRecord(0, {
    jobId: `${firstOperationId.slice(0, -1)}S`,
    request: { account: 'main', peer: '@launch', priority: 'normal' },
    operation: { kind: 'sync' },
    placeMs: startMs - maxOvertakenMs,
    dueAtMs: startMs - maxOvertakenMs,
    ...overrides,
  });
}

/** An operation about the people who ask to join @launch, due and with a message. */
export function createRequestsRecord(
  letter: string,
  operation: JoinDecision | RequestsLook,
  overrides: Partial<Job> = {},
): Job {
  return createSyncRecord({
    jobId: `${firstOperationId.slice(0, -1)}${letter}`,
    operation,
    createdAtMs: startMs - 1_000 + letter.charCodeAt(0),
    ...overrides,
  });
}

/** A watch of the chat @launch whose next look is due then. */
export function createWatchRecord(atMs: number, accountId = 'acc_a'): Watch {
  const minMs = 50_000;
  const link = {
    tenantId: 'ten_a',
    jobId: 'inv_1',
    accountId,
    account: 'main',
    chatId: '-1000000000011',
    link: 'https://t.me/+a',
    track: true as const,
    sinceMs: startMs,
    events: 0,
    joins: 0,
    fence: 1,
  };
  const peer = { kind: 'channel' as const, channelId: '11', accessHash: '110' };
  return newWatch(link, peer, { minMs, maxMs: 900_000 }, atMs - minMs);
}
