import type { Account } from '../core/account/account.ts';
import { type ApiKey, quotaOf } from '../core/account/api-key.ts';
import type { Line } from '../core/job/line.ts';
import { believeCounts, type Count, isFull, type Want } from './believe-counts.ts';
import { invalidRequest, ProblemError } from './problem-error.ts';
import { roomAfterSeconds } from './room-after.ts';

export interface QuotaDeps {
  /** Unfinished jobs that count towards a quota, the first `limit` of them. */
  countQuota(quota: string, limit: number): Promise<number>;
  now(): number;
}

/** What a key with a quota asks for, and what is known of its unfinished jobs. */
export interface Quota {
  key: ApiKey;
  want: Want;
  count: Count;
}

/** The quotas of API keys. A key without one costs no read. */
export function createQuotas({ countQuota, now }: QuotaDeps) {
  const believedCount = believeCounts(readCount, now);
  return { find };

  async function find(key: ApiKey, demands: { jobs: number }[]): Promise<Quota | undefined> {
    const quota = quotaOf(key);
    if (quota === undefined || key.maxPending === undefined) {
      return undefined;
    }
    const want = { jobs: demands.reduce((sum, { jobs }) => sum + jobs, 0), max: key.maxPending };
    // A count ends at its limit, so a key and the one that replaces it share no count where their limits differ.
    return { key, want, count: await believedCount(`${want.max} ${quota}`, want) };
  }

  async function readCount(id: string): Promise<Count> {
    const [limit = ''] = id.split(' ', 1);
    const countedAtMs = now();
    // As for accounts: a key can pass its quota by requests that are answered at once.
    const found = await countQuota(id.slice(limit.length + 1), 2 * Number(limit));
    return { countedAtMs, found, taken: 0 };
  }
}

/** @param accounts those that the jobs are for, with their lines. */
export function findQuotaRefusal(
  { key, want, count }: Quota,
  accounts: { account: Account; count: { line: Line } }[],
  nowMs: number,
): ProblemError | undefined {
  const { jobs, max } = want;
  if (jobs > max) {
    const detail = `This API key may have ${max} unfinished invites, so it can ask for ${max} at once at most.`;
    return invalidRequest([{ field: '', detail }]);
  }
  if (!isFull(count, want)) {
    return undefined;
  }
  const pending = count.found + count.taken;
  // By the key's places in the lines of these accounts. Of its jobs elsewhere nothing is known here.
  const seconds = accounts.map(({ account, count: { line } }) =>
    roomAfterSeconds(account, line.countUpTo(key.name, pending + jobs - max), nowMs),
  );
  return new ProblemError({
    slug: 'quota-used-up',
    detail: `The API key "${key.name}" has ${pending} unfinished invites, and may have ${max}: there is no room for ${jobs} more. Ask again after the seconds in Retry-After, or ask the operator for a larger quota.`,
    headers: { 'retry-after': String(Math.min(...seconds)) },
  });
}
