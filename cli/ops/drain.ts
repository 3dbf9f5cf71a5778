import { setTimeout } from 'node:timers/promises';
import type { Account } from '../../functions/core/account/account.ts';
import { InterruptedError } from '../../operator/terminal/operator-errors.ts';
import type { JsonOption } from '../../operator/terminal/program.ts';
import type { CommandContext } from '../tool/command-context.ts';

export interface DrainOptions extends JsonOption {
  /** Only the accounts of the tenant that the command line names. */
  isOfTenant: boolean;
}

const retryMs = 500;

/**
 * `drain`: marks every account, which the very write that takes a lease looks at, and waits until the leases that were
 * taken before have ended. Callers are served meanwhile: their jobs are accepted and stay queued. The same on one machine
 * and deployed. An account that is logged in for the first time later is not drained.
 * @throws InterruptedError when the operator does not wait; the accounts stay drained.
 */
export async function drain(context: CommandContext, { json, isOfTenant }: DrainOptions): Promise<void> {
  const { system, terminal, now } = context;
  const accounts = await listAccounts(context, isOfTenant);
  for (const { accountId } of accounts) {
    await system.accounts.setDrained(accountId, now());
  }
  const drained = accounts.map(({ name }) => name).sort();
  await waitForLeases(context, isOfTenant);
  if (json) {
    terminal.print(JSON.stringify({ drained }, null, 2));
    return;
  }
  terminal.print(
    `Drained: ${drained.join(', ') || 'no account, for there is none'}. No worker is at work on them, and none begins.`,
  );
  terminal.print(
    `Jobs are still accepted, and stay queued. Afterwards: ${system.commandLine('resume', 'ops')}`,
  );
}

/** `resume`: the accounts may be worked on again. */
export async function resume(context: CommandContext, { json, isOfTenant }: DrainOptions): Promise<void> {
  const { system, terminal } = context;
  const accounts = (await listAccounts(context, isOfTenant)).filter((each) => each.drainedAtMs !== undefined);
  for (const { accountId } of accounts) {
    await system.accounts.setDrained(accountId, undefined);
  }
  const resumed = accounts.map(({ name }) => name).sort();
  if (json) {
    terminal.print(JSON.stringify({ resumed }, null, 2));
    return;
  }
  terminal.print(
    resumed.length === 0
      ? 'Nothing was drained.'
      : `Resumed: ${resumed.join(', ')}. The sweeper sends their jobs within a minute or two.`,
  );
}

function listAccounts({ system }: CommandContext, isOfTenant: boolean): Promise<Account[]> {
  return isOfTenant ? system.accounts.listAccountsOf(system.tenantId) : system.accounts.listAccounts();
}

/** A list of accounts is read consistently: a lease that was taken just before the mark is seen. */
async function waitForLeases(context: CommandContext, isOfTenant: boolean): Promise<void> {
  const { terminal, now } = context;
  for (let attempt = 0; ; attempt++) {
    const accounts = await listAccounts(context, isOfTenant);
    const busy = accounts.filter(
      ({ drainedAtMs, leaseUntilMs = 0 }) => drainedAtMs !== undefined && leaseUntilMs > now(),
    );
    if (busy.length === 0) {
      return;
    }
    if (attempt === 0) {
      const untilMs = Math.max(...busy.map(({ leaseUntilMs = 0 }) => leaseUntilMs));
      const seconds = Math.ceil((untilMs - now()) / 1000);
      const names = busy.map(({ name }) => name).join(', ');
      terminal.note(`Being worked on, for ${seconds} s at most: ${names}. Waiting for that.`);
    }
    await setTimeout(retryMs, undefined, { signal: terminal.signal }).catch(() => {
      throw new InterruptedError('Stopped waiting. The accounts stay drained.');
    });
  }
}
