import { KeyFileError } from '../../../functions/aws/sealing-key-file.ts';
import { UnsealError, unsealSession } from '../../../functions/aws/session-seal.ts';
import type { Account } from '../../../functions/core/account/account.ts';
import type { CommandContext } from '../../tool/command-context.ts';
import { type Check, type Finding, ok, wrong } from '../finding.ts';

/**
 * On one machine: the key file is the one that the stored sessions were sealed under. Otherwise the next job of each
 * account stops it. Deployed, only the worker may open a session.
 */
export const checkSessions: Check = {
  name: 'sessions',
  async run(context) {
    if (context.system.stage !== undefined) {
      return [];
    }
    const accounts = await context.system.accounts.listAccounts();
    const found = await Promise.all(accounts.map((account) => findProblem(context, account)));
    const problems = found.filter((each) => each !== undefined);
    return problems.length === 0 ? [ok('sessions', 'every stored session can be opened')] : problems;
  },
};

async function findProblem(
  { system }: CommandContext,
  { accountId, tenantId, name }: Account,
): Promise<Finding | undefined> {
  const sealed = await system.accounts.getSession(accountId);
  if (sealed === undefined) {
    return undefined;
  }
  try {
    await unsealSession(system.openKeys(), accountId, sealed);
    return undefined;
  } catch (error) {
    if (error instanceof UnsealError) {
      const mend = `put ${system.keyFile ?? 'its key'} back from a copy, then ${system.commandLine(`resume ${name}`, 'account', tenantId)}`;
      return wrong(`session of ${name}`, `${error.message}.`, mend);
    }
    if (error instanceof KeyFileError) {
      // The check of the key tells that.
      return undefined;
    }
    throw error;
  }
}
