import type { KeyProvider } from '../aws/key-provider.ts';
import { type SealedRecord, UnsealError, unsealSession } from '../aws/session-seal.ts';
import type { WorkerConfig } from '../config.ts';
import type { Account } from '../core/account.ts';
import { TelegramError } from '../core/rpc-error.ts';
import type { TelegramAccount } from '../core/work-account.ts';
import { openAccount } from '../telegram/open-account.ts';

export interface ConnectDeps {
  getSession(accountId: string): Promise<SealedRecord | undefined>;
  keys: KeyProvider;
  now: () => number;
  telegram: WorkerConfig['telegram'];
}

/**
 * Makes the function that opens an account's connection: reads its sealed session, opens it in memory for this one
 * use, and connects. A session that cannot be opened halts the account, like any trouble that needs its operator.
 */
export function createConnect({ getSession, keys, now, telegram }: ConnectDeps) {
  return async ({ accountId }: Account, untilMs: number): Promise<TelegramAccount> => {
    const sealed = await getSession(accountId);
    if (sealed === undefined) {
      throw sessionTrouble('SESSION_MISSING', 'This account has no session. Log it in.');
    }
    const session = await unsealSession(keys, accountId, sealed).catch((error: unknown) => {
      if (error instanceof UnsealError) {
        throw sessionTrouble('SESSION_UNREADABLE', `${error.message}. Log the account in again.`);
      }
      throw error;
    });
    const { dcId = session.dcId, address = { host: session.address, port: session.port } } = telegram;
    return openAccount({ ...session, dcId, address: address.host, port: address.port }, { now, untilMs });
  };
}

function sessionTrouble(type: string, detail: string): TelegramError {
  return new TelegramError({ code: 0, type, class: 'session_dead', detail });
}
