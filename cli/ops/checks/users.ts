import { type Account, isSameUser } from '../../../functions/core/account/account.ts';
import type { System } from '../../../operator/system/open-system.ts';
import { describeOwner } from '../../../operator/terminal/describe.ts';
import { type Check, type Finding, ok, wrong } from '../finding.ts';

/** No Telegram user is two accounts, as older versions let it be: their workers would share its links and meet its waits. */
export const checkUsers: Check = {
  name: 'users',
  async run({ system }) {
    const accounts = await system.accounts.listAccounts();
    const shared = accounts.filter((account) =>
      accounts.some((other) => other.accountId !== account.accountId && isSameUser(account, other)),
    );
    const groups = [...Map.groupBy(shared, ({ owner }) => owner?.userId).values()];
    return groups.length === 0
      ? [ok('users', 'each is one account')]
      : groups.map((group) => describeShared(system, group));
  },
};

function describeShared(system: System, group: Account[]): Finding {
  const accounts = group.sort((a, b) => (a.loggedInAtMs ?? 0) - (b.loggedInAtMs ?? 0));
  const names = accounts.map(
    ({ name, tenantId }) => `"${name}"${tenantId === system.tenantId ? '' : ` of tenant "${tenantId}"`}`,
  );
  const removals = accounts.map(({ name, tenantId }) =>
    system.commandLine(`remove ${name}`, 'account', tenantId),
  );
  const owner = accounts[0]?.owner ?? { userId: '?', firstName: '' };
  return wrong(
    `user ${describeOwner(owner)}`,
    `One Telegram user is several accounts: ${names.join(', ')}. One link can be given to two jobs, and each account calls inside the waits of the others.`,
    `keep one and remove the rest: ${removals.join(', or ')}`,
  );
}
