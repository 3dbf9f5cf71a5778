import type { Account } from '../account/account.ts';
import { dueShardOf } from '../account/due-entry.ts';
import type { DueDeps } from '../job/due.ts';
import { settleAll } from '../settle-all.ts';

/** How far a walk over all accounts has come. */
export interface AccountWalk {
  startedAtMs: number;
  /** Where it goes on; undefined when it is over. */
  cursor?: string;
  /** Accounts passed so far. */
  passed: number;
  /** Accounts that the last whole walk passed. */
  total?: number;
  /** The first one of all, after an upgrade. */
  isFirst?: true;
}

export interface WalkDeps extends DueDeps {
  now(): number;
  findWalk(): Promise<AccountWalk | undefined>;
  saveWalk(walk: AccountWalk): Promise<void>;
  /** A page of all accounts; no cursor when it was the last. */
  listAccountIds(cursor?: string): Promise<{ accountIds: string[]; cursor?: string }>;
  loadAccounts(accountIds: string[]): Promise<Account[]>;
  ensureDue(accountId: string, shard: string, dueAtMs: number): Promise<void>;
}

/** A walk begins this long after the one before. */
export const walkEveryMs = 24 * 60 * 60_000;

/** During an upgrade the API of the version before still stores jobs without an entry: the second walk finds them. */
export const secondWalkMs = 10 * 60_000;

/** Accounts passed in one sweep: an upgrade of 10,000 accounts takes ten sweeps. */
const maxPassed = 1_000;

/**
 * Passes all accounts once a day and gives those an entry in the due index that need one and have none: accounts of the
 * version before had no entries, and an operator may have changed a row by hand. One sweep does a part of the walk.
 * @returns how many accounts there are, as far as the walks have told.
 */
export async function walkAccounts(deps: WalkDeps, untilMs: number): Promise<number> {
  const last = await deps.findWalk();
  const isOver = last !== undefined && last.cursor === undefined;
  const restMs = last?.isFirst ? secondWalkMs : walkEveryMs;
  if (isOver && last.startedAtMs > deps.now() - restMs) {
    return last.total ?? 0;
  }
  let walk = last === undefined || isOver ? begin(last, deps.now()) : last;
  const enough = walk.passed + maxPassed;
  do {
    const page = await deps.listAccountIds(walk.cursor);
    await settleAll((await deps.loadAccounts(page.accountIds)).map((account) => enter(deps, account)));
    const { cursor: _cursor, ...passed } = walk;
    walk = { ...passed, passed: walk.passed + page.accountIds.length };
    walk = page.cursor === undefined ? { ...walk, total: walk.passed } : { ...walk, cursor: page.cursor };
  } while (walk.cursor !== undefined && walk.passed < enough && deps.now() < untilMs);
  await deps.saveWalk(walk);
  return walk.total ?? walk.passed;
}

function begin(last: AccountWalk | undefined, nowMs: number): AccountWalk {
  const known = last?.total === undefined ? {} : { total: last.total };
  return { startedAtMs: nowMs, passed: 0, ...(last === undefined ? { isFirst: true } : known) };
}

const anyJob = { untilMs: Number.MAX_SAFE_INTEGER, limit: 1 };

async function enter(deps: WalkDeps, { accountId, status, dueAtMs }: Account): Promise<void> {
  if (dueAtMs !== undefined) {
    return;
  }
  if (status !== 'active') {
    await deps.ensureDue(accountId, status, deps.now());
  } else if ((await deps.listDueJobs(accountId, anyJob)).length > 0) {
    await deps.ensureDue(accountId, dueShardOf(accountId), deps.now());
  }
}
