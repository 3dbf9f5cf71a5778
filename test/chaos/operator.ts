import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { parkedDueAtMs } from '../../functions/core/job.ts';
import { unblock } from '../../functions/core/transitions.ts';
import type { System } from './parts/system.ts';
import { logIn, type StagedAccount } from './stage.ts';

/** What an operator does for an account that needs one: a new login where the session is dead, then resume. */
export async function repairAccount(system: System, account: StagedAccount): Promise<boolean> {
  const { accounts } = system.stores;
  const stored = await accounts.getAccount(account.accountId);
  if (stored === undefined || stored.status === 'active') return false;
  if (stored.status === 'dead') await logIn(system, account);
  await setActive(system, account.accountId);
  await releaseJobs(system, account.accountId);
  return true;
}

/** Of the account's item only this: a worker may hold its lease. */
async function setActive({ stores }: System, accountId: string): Promise<void> {
  await stores.client.send(
    new UpdateItemCommand({
      TableName: stores.accountsTable,
      Key: marshall({ accountId, sk: 'account' }),
      UpdateExpression: 'SET #status = :active REMOVE trouble',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: marshall({ ':active': 'active' }),
    }),
  );
}

/** The jobs are due again; the sweeper sends them. */
async function releaseJobs({ stores }: System, accountId: string): Promise<void> {
  const range = { afterMs: parkedDueAtMs, untilMs: parkedDueAtMs, limit: 100 };
  const refs = await stores.jobs.listDueJobs(accountId, range);
  for (const job of refs.length === 0 ? [] : await stores.jobs.loadJobs(refs)) {
    if (job.status === 'blocked') await stores.jobs.saveJob(unblock(job, Date.now()));
  }
}
