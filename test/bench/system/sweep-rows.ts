import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { toItem } from '../../../functions/aws/job-table.ts';
import type { Account } from '../../../functions/core/account/account.ts';
import { dueShardOf } from '../../../functions/core/account/due-entry.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { createJobRecord } from '../../functions/core/records.ts';

const tenantId = 'ten_bench';
const dayMs = 24 * 60 * 60_000;

type Item = Record<string, AttributeValue>;

export interface SweepRows {
  startMs: number;
  /** Accounts in a wait of Telegram that ends tomorrow, each with parked jobs. */
  resting: { accounts: number; jobs: number };
  /** Accounts with one parked job each, whose waits end one after the other. */
  due: { accounts: number; withinMs: number };
  /** Told of each account whose jobs are made. */
  onAccount: () => void;
}

/** The rows of both tables, made one by one as they are asked for. */
export function toRows(rows: SweepRows): { accounts: Iterable<Item>; jobs: Iterable<Item> } {
  return {
    accounts: (function* () {
      for (const { account } of listAccounts(rows)) {
        yield marshall({ ...account, sk: 'account' }, { removeUndefinedValues: true });
      }
    })(),
    jobs: (function* () {
      for (const { account, jobs } of listAccounts(rows)) {
        rows.onAccount();
        for (let index = 0; index < jobs; index += 1) {
          yield toItem(makeJob(account, index, rows.startMs));
        }
      }
    })(),
  };
}

function* listAccounts({ startMs, resting, due }: SweepRows): Generator<{ account: Account; jobs: number }> {
  for (let index = 0; index < resting.accounts; index += 1) {
    yield { account: makeAccount(`rest-${index}`, startMs + dayMs), jobs: resting.jobs };
  }
  for (let index = 0; index < due.accounts; index += 1) {
    const waitEndMs = Math.ceil(startMs + ((index + 1) * due.withinMs) / due.accounts);
    yield { account: makeAccount(`due-${index}`, waitEndMs), jobs: 1 };
  }
}

function makeAccount(name: string, waitEndMs: number): Account {
  const accountId = accountIdOf(tenantId, name);
  return {
    accountId,
    tenantId,
    name,
    status: 'active',
    blockedUntilMs: { [exportMethod]: waitEndMs },
    fence: 1,
    dueShard: dueShardOf(accountId),
    dueAtMs: waitEndMs,
  };
}

/** In line behind its account's wait, with no message. */
function makeJob({ accountId, blockedUntilMs }: Account, index: number, nowMs: number): Job {
  return createJobRecord(index, {
    tenantId,
    jobId: `inv_${accountId.slice(4)}${index}`,
    accountId,
    createdAtMs: nowMs - dayMs + index,
    deadlineMs: nowMs + 30 * dayMs,
    status: 'waiting',
    wait: { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs: blockedUntilMs[exportMethod] ?? 0 },
    updatedAtMs: nowMs - dayMs,
  });
}
