import type { Account } from '../../functions/core/account/account.ts';
import { maxPending } from '../../operator/account/max-pending.ts';
import type { JsonOption } from '../../operator/terminal/program.ts';
import { alignColumns, toPlainText } from '../../operator/terminal/table.ts';
import { describeState, toFacts } from '../tool/account-facts.ts';
import type { CommandContext } from '../tool/command-context.ts';

export interface ListOptions extends JsonOption {
  /** Only the tenant that the command line names. */
  isOfTenant: boolean;
}

interface Row {
  account: Account;
  pending: number;
}

/** `list`: every account, its state, and why it is not working. */
export async function list(context: CommandContext, { json, isOfTenant }: ListOptions): Promise<void> {
  const { system, terminal, now } = context;
  const rows = await loadRows(context, isOfTenant);
  if (json) {
    const facts = rows.map(({ account, pending }) => toFacts(account, pending, now()));
    terminal.print(JSON.stringify(facts, null, 2));
    return;
  }
  if (rows.length === 0) {
    terminal.print(`There are no accounts. Log one in: ${system.commandLine('login NAME')}`);
    return;
  }
  for (const line of toLines(rows, now())) {
    terminal.print(line);
  }
}

async function loadRows({ system }: CommandContext, isOfTenant: boolean): Promise<Row[]> {
  const accounts = isOfTenant
    ? await system.accounts.listAccountsOf(system.tenantId)
    : await system.accounts.listAccounts();
  const rows: Row[] = [];
  for (const account of accounts) {
    const pending = await system.jobs.countUnfinishedJobs(account.accountId, maxPending);
    rows.push({ account, pending });
  }

  function sortKey({ account: { tenantId, name } }: Row) {
    return JSON.stringify([tenantId, name]);
  }
  return rows.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/** The tenant is named where there are several. */
function toLines(rows: Row[], nowMs: number): string[] {
  const hasTenants = new Set(rows.map(({ account }) => account.tenantId)).size > 1;
  const cells = rows.map(({ account, pending }) => [
    ...(hasTenants ? [account.tenantId] : []),
    account.name,
    account.status,
    String(pending),
    describeUser(account),
    toPlainText(describeState(account, nowMs).join('; ')) || '-',
  ]);
  const heading = [...(hasTenants ? ['TENANT'] : []), 'NAME', 'STATUS', 'PENDING', 'USER', 'WHY'];
  return alignColumns([heading, ...cells]);
}

function describeUser({ owner }: Account): string {
  return owner === undefined ? '-' : owner.username === undefined ? owner.userId : `@${owner.username}`;
}
