import type { AccountStore } from '../../functions/aws/account-store.ts';
import type { KeyProvider } from '../../functions/aws/key-provider.ts';
import { sealSession } from '../../functions/aws/session-seal.ts';
import type { Chat } from '../../functions/core/account/account.ts';
import { fingerprintOf, type Session, userFingerprintOf } from '../../functions/core/account/session.ts';
import { TelegramError } from '../../functions/core/rpc/rpc-error.ts';
import type { TelegramConnection } from '../../functions/telegram/connection.ts';
import { listChats } from '../../functions/telegram/list-chats.ts';
import type { System } from '../system/open-system.ts';
import { describeFailure } from '../terminal/describe.ts';
import { RefusedError } from '../terminal/operator-errors.ts';
import { type NewUser, userInUse } from './refuse-user.ts';

export interface NewLogin extends NewUser {
  session: Session;
  defaultPeer?: string;
  nowMs: number;
}

export interface StoreLoginDeps {
  accounts: Pick<AccountStore, 'saveLogin'>;
  keys: KeyProvider;
  commandLine: System['commandLine'];
}

/**
 * Seals a session and stores the login it belongs to.
 * @throws RefusedError when somebody else has logged the name in meanwhile, or the session or the user is another
 * account's: nothing is stored then.
 */
export async function storeLogin(deps: StoreLoginDeps, login: NewLogin): Promise<void> {
  const { accounts, keys, commandLine } = deps;
  const { accountId, tenantId, name, before, session, owner, network, defaultPeer, nowMs } = login;
  const answer = await accounts.saveLogin({
    accountId,
    tenantId,
    name,
    owner,
    dcId: session.dcId,
    address: session.address,
    port: session.port,
    keyFingerprint: fingerprintOf(Buffer.from(session.authKey, 'base64')),
    userFingerprint: userFingerprintOf(network.name, owner.userId),
    defaultPeer,
    sealed: await sealSession(keys, accountId, session),
    previousFingerprint: before?.keyFingerprint,
    previousUserFingerprint: before?.userFingerprint,
    nowMs,
  });
  if (answer.kind === 'changed') {
    throw new RefusedError(
      `Someone else has logged "${name}" in, or removed it, at the same time. This login was not stored.`,
    );
  }
  if (answer.kind === 'key in use') {
    throw keyInUse(answer.accountId);
  }
  if (answer.kind === 'user in use') {
    throw userInUse(commandLine, login, answer.holder);
  }
}

/** @param holder the name of the account that has the session, or its id. */
export function keyInUse(holder: string): RefusedError {
  return new RefusedError(
    `This very session is stored already, as ${holder}. Two accounts with one session would end it at Telegram: nothing was stored.`,
  );
}

/** The account's chats. A login is worth keeping without them: then says why, and how to list them later. */
export async function tryToListChats(
  connection: TelegramConnection,
  name: string,
  { print, signal }: { print: (line: string) => void; signal: AbortSignal },
): Promise<Chat[] | undefined> {
  try {
    return await listChats(connection);
  } catch (error) {
    if (!(error instanceof TelegramError) || signal.aborted) {
      throw error;
    }
    print(`The chats could not be listed: ${describeFailure(error)} Then: chats ${name} --refresh`);
    return undefined;
  }
}
