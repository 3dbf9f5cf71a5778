import type { Account } from '../core/account/account.ts';
import { type ApiKey, mayUseAccount, quotaOf } from '../core/account/api-key.ts';
import { dueShardOf, dueTimeFor } from '../core/account/due-entry.ts';
import { callbackFor } from '../core/callback/webhook-callback.ts';
import { accountIdOf } from '../core/ids.ts';
import type { Job, JobCallback } from '../core/job/job.ts';
import { deadlineOf } from '../core/job/new-job.ts';
import { locateProblems, type RequestEntry } from '../core/request/batch-request.ts';
import { completeRequest, withTracking } from '../core/request/complete-request.ts';
import {
  findCallbackProblems,
  findDateProblems,
  type InviteRequest,
} from '../core/request/invite-request.ts';
import type { Priority } from '../core/request/priority.ts';
import { settleAll } from '../core/settle-all.ts';
import type { Demand, PendingLimit } from './limit-pending.ts';
import { invalidRequest, type ProblemError } from './problem-error.ts';
import { sameRequest } from './read-idempotency-key.ts';
import { requireTrackingScope } from './require-tracking-scope.ts';

export interface AcceptOnceDeps {
  getAccount(accountId: string): Promise<Account | undefined>;
  limit: PendingLimit;
  /** The sweeper looks at the account by then. */
  ensureDue(accountId: string, shard: string, dueAtMs: number): Promise<void>;
  /** Partitions of the due index. */
  dueShards: number;
  /** See ApiConfig. */
  allowLocalCallbacks: boolean;
  now(): number;
}

/** One POST, whose body is valid by itself. */
export interface AcceptInput {
  key: ApiKey;
  tenantId: string;
  entries: RequestEntry[];
  /** Of the requests that name none. */
  priority: Priority;
  /** See `hashRequest`. Undefined without an Idempotency-Key. */
  requestHash: string | undefined;
}

/** A request that may be stored: its priority is said. */
export type PrioritizedRequest = InviteRequest & { priority: Priority };

export interface AccountRequest {
  accountId: string;
  request: PrioritizedRequest;
  placeMs: number;
  quota?: string;
  callback?: JobCallback;
}

type Unplaced = Omit<AccountRequest, 'placeMs' | 'quota'>;

/** How the jobs of a POST are stored; its Idempotency-Key has given them their ids. */
export interface AcceptSteps<T> {
  make(requests: AccountRequest[]): T;
  /** @returns 'created', or the job already stored under the first of the ids. */
  store(made: T): Promise<'created' | Job>;
  findEarlier(): Promise<Job | undefined>;
}

/**
 * Accepts a POST exactly once per Idempotency-Key: the key gives its jobs their ids, and the conditional write lets one
 * of any number of equal requests through. What depends on the clock or the account may have changed since an earlier
 * request was accepted, so a repeat is recognised before it is refused for that.
 * @returns what was made and stored, or a job stored by an earlier request. With it comes what was made of this one and not stored, or why
 * nothing was made: a new request would be refused.
 * @throws ProblemError 422 or 429, and then nothing is stored.
 */
export async function acceptOnce<T>(
  deps: AcceptOnceDeps,
  input: AcceptInput,
  steps: AcceptSteps<T>,
): Promise<
  { made: T; earlier?: never } | { made: T; earlier: Job } | { refusal: ProblemError; earlier: Job }
> {
  const isKeyed = input.requestHash !== undefined;
  refuseForeignAccounts(input);
  for (const { request } of input.entries) {
    requireTrackingScope(input.key, request);
  }
  const { requests, problems, demands } = await addressRequests(deps, input);
  const admission =
    problems.length > 0 ? { refusal: invalidRequest(problems) } : await deps.limit.admit(demands, input.key);
  if (admission.refusal !== undefined) {
    const earlier = isKeyed ? await steps.findEarlier() : undefined;
    if (earlier === undefined) {
      throw admission.refusal;
    }
    return { refusal: admission.refusal, earlier: sameRequest(earlier, input.requestHash) };
  }
  await ensureDue(deps, demands, requests);
  const places = admission.place(requests);
  const quota = quotaOf(input.key);
  const made = steps.make(
    requests.map((each, index) => ({
      ...each,
      placeMs: places[index] as number,
      ...(quota === undefined ? {} : { quota }),
    })),
  );
  const stored = await steps.store(made);
  // Under a random id only these very jobs can be stored already: the SDK repeated a write whose answer was lost.
  if (stored === 'created' || !isKeyed) {
    return { made };
  }
  admission.giveBack();
  return { made, earlier: sameRequest(stored, input.requestHash) };
}

/** Before the jobs are stored: they must not be forgotten when this process dies before it has sent their messages. */
async function ensureDue(deps: AcceptOnceDeps, demands: Demand[], requests: Unplaced[]): Promise<void> {
  const nowMs = deps.now();
  await settleAll(
    demands.map(async ({ account }) => {
      const deadlines = requests
        .filter(({ accountId }) => accountId === account.accountId)
        .map(({ request }) => deadlineOf(request, nowMs));
      const dueAtMs = dueTimeFor(account, Math.min(...deadlines), nowMs);
      if (dueAtMs !== undefined) {
        await deps.ensureDue(account.accountId, dueShardOf(account.accountId, deps.dueShards), dueAtMs);
      }
    }),
  );
}

/** An account that the key may not use is an unknown one, whatever was asked for under the same Idempotency-Key before. */
function refuseForeignAccounts({ key, entries }: AcceptInput): void {
  const problems = entries
    .filter(({ request }) => !mayUseAccount(key, request.account))
    .flatMap(({ place, request }) => {
      const unknown = completeRequest(request, undefined);
      return 'detail' in unknown ? locateProblems(place, [unknown]) : [];
    });
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
}

async function addressRequests(
  { getAccount, limit, allowLocalCallbacks, now }: AcceptOnceDeps,
  { key, tenantId, entries, priority }: AcceptInput,
) {
  const found = await settleAll(
    [...Map.groupBy(entries, ({ request }) => request.account)].map(async ([name, own]) => {
      const accountId = accountIdOf(tenantId, name);
      // Neither needs the other, so they are read at once.
      limit.foresee(
        accountId,
        own.reduce((sum, { count }) => sum + count, 0),
      );
      return [name, await getAccount(accountId)] as const;
    }),
  );
  const accounts = new Map(found);
  const nowMs = now();
  const requests: Unplaced[] = [];
  const problems = entries.flatMap(({ place, request: parsed, count }) => {
    const account = accounts.get(parsed.account);
    const request = completeRequest(parsed, account);
    const otherProblems = [
      ...findDateProblems(parsed, nowMs),
      ...findCallbackProblems(parsed, allowLocalCallbacks),
    ];
    if ('detail' in request || account === undefined) {
      return locateProblems(place, ['detail' in request ? [request] : [], otherProblems].flat());
    }
    const { accountId } = account;
    requests.push(
      ...Array(count).fill({
        accountId,
        request: withTracking({ priority, ...request }, key),
        ...callbackFor(parsed, key),
      }),
    );
    return locateProblems(place, otherProblems);
  });
  const demands: Demand[] = [...accounts.values()].flatMap((account) =>
    account === undefined
      ? []
      : [{ account, jobs: requests.filter(({ accountId }) => accountId === account.accountId).length }],
  );
  return { requests, problems, demands };
}
