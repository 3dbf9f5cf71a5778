import type { AccountStore } from '../../functions/aws/account-store.ts';
import { type Account, type AccountOwner, isSameUser } from '../../functions/core/account/account.ts';
import { userFingerprintOf } from '../../functions/core/account/session.ts';
import type { TelegramNetwork } from '../../functions/telegram/network.ts';
import type { System } from '../system/open-system.ts';
import { describeOwner } from '../terminal/describe.ts';
import { RefusedError } from '../terminal/operator-errors.ts';

/** Who has logged in, and as which account. */
export interface NewUser {
  tenantId: string;
  accountId: string;
  name: string;
  /** The account as it was when the login began. */
  before: Account | undefined;
  owner: AccountOwner;
  network: Pick<TelegramNetwork, 'name'>;
}

export interface RefuseUserDeps {
  accounts: Pick<AccountStore, 'listAccounts'>;
  commandLine: System['commandLine'];
}

/**
 * A name stays with its Telegram user, for the jobs under it are that user's, and a user with its name. Storing a login
 * makes sure of the latter; this looks before any more is done, and sees the accounts that older versions have stored.
 * @throws RefusedError
 */
export async function refuseUser({ accounts, commandLine }: RefuseUserDeps, user: NewUser): Promise<void> {
  const { accountId, name, before, owner, network } = user;
  if (before?.owner !== undefined && before.owner.userId !== owner.userId) {
    throw new RefusedError(
      `"${name}" belongs to ${describeOwner(before.owner)}, and this is ${describeOwner(owner)}. Choose another name, or remove "${name}" first. Nothing was stored.`,
    );
  }
  const self = { owner, userFingerprint: userFingerprintOf(network.name, owner.userId) };
  const holder = (await accounts.listAccounts()).find(
    (account) => account.accountId !== accountId && isSameUser(account, self),
  );
  if (holder !== undefined) {
    throw userInUse(commandLine, user, holder);
  }
}

/** @param holder the account that is the user already. */
export function userInUse(
  commandLine: System['commandLine'],
  { tenantId, name, before, owner }: NewUser,
  holder: Account,
): RefusedError {
  function command(word: string, account: Pick<Account, 'tenantId' | 'name'>) {
    return commandLine(`${word} ${account.name}`, 'account', account.tenantId);
  }
  const who = `"${holder.name}"${holder.tenantId === tenantId ? '' : ` of tenant "${holder.tenantId}"`}`;
  const why =
    'One Telegram user is one account: it has one list of links, and one set of waits. Nothing was stored.';
  if (before?.owner !== undefined) {
    return new RefusedError(
      `${describeOwner(owner)} is stored twice, as "${name}" and as ${who}. ${why}\nRemove one of the two first: ${command('remove', holder)}, or ${command('remove', { tenantId, name })}`,
    );
  }
  return new RefusedError(
    `${describeOwner(owner)} is ${who} already. ${why}\nTo replace the session of "${holder.name}": ${command('login', holder)}, or import.\nTo have this user as "${name}" instead, first: ${command('remove', holder)}`,
  );
}
