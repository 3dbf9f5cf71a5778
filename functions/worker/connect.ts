import type { KeyProvider } from '../aws/key-provider.ts';
import { type SealedRecord, UnsealError, unsealSession } from '../aws/session-seal.ts';
import type { WorkerConfig } from '../config.ts';
import type { Account } from '../core/account/account.ts';
import type { Session } from '../core/account/session.ts';
import type { TelegramAccount } from '../core/drain/telegram-account.ts';
import { TelegramError } from '../core/rpc/rpc-error.ts';
import { openAccount } from '../telegram/open-account.ts';
import { openLine } from '../telegram/open-line.ts';

export interface ConnectDeps {
  getSession(accountId: string): Promise<SealedRecord | undefined>;
  keys: KeyProvider;
  now: () => number;
  telegram: WorkerConfig['telegram'];
}

/**
 * Makes the function that opens an account's connection: it reads the sealed session, unseals it in memory, and connects. The
 * session in clear text lives as long as that connection, which ends within one invocation. It is not cached: a warm execution
 * environment that is frozen between invocations holds no session. It may hold the data key (`keepDataKeys`).
 *
 * A session that cannot be unsealed stops the account until its operator repairs it.
 */
export function createConnect(deps: ConnectDeps) {
  const { now, telegram } = deps;
  return async (account: Account, untilMs: number): Promise<TelegramAccount> => {
    const clock = { now, untilMs };
    const known = findAddress(account, telegram);
    // The line is opened while the session is read and unsealed: both take about as long.
    const line = known && openLine(known, clock);
    try {
      const session = await readSession(deps, account.accountId);
      const { dcId = session.dcId, address = { host: session.address, port: session.port } } = telegram;
      const endpoint = { ...session, dcId, address: address.host, port: address.port };
      if (line?.address === endpoint.address && line.port === endpoint.port) {
        return await openAccount(endpoint, clock, account.serverSalts, line);
      }
      await line?.close();
      return await openAccount(endpoint, clock, account.serverSalts);
    } catch (error) {
      await line?.close();
      throw error;
    }
  };
}

/**
 * The address of the session's data centre, where it is known before the session is unsealed. Accounts that were logged in by
 * older versions have none stored: they get no early line, because no other data centre may be dialled.
 */
function findAddress(account: Account, { address: configured }: WorkerConfig['telegram']) {
  if (configured !== undefined) {
    return { address: configured.host, port: configured.port };
  }
  const { address, port } = account;
  return address === undefined || port === undefined ? undefined : { address, port };
}

async function readSession({ getSession, keys }: ConnectDeps, accountId: string): Promise<Session> {
  const sealed = await getSession(accountId);
  if (sealed === undefined) {
    throw sessionTrouble('SESSION_MISSING', 'This account has no session. Log it in.');
  }
  return unsealSession(keys, accountId, sealed)
    .catch(async (error: unknown) => {
      const current = error instanceof UnsealError ? await getSession(accountId) : undefined;
      if (current === undefined || isSame(sealed, current)) {
        throw error;
      }
      // `reseal` has just stored it under a new key and dropped the old one.
      return unsealSession(keys, accountId, current);
    })
    .catch((error: unknown) => {
      if (error instanceof UnsealError) {
        const advice = 'Repair that and resume the account, or log it in again.';
        throw sessionTrouble('SESSION_UNREADABLE', `${error.message}. ${advice}`);
      }
      throw error;
    });
}

/** Each sealing has an iv of its own. */
function isSame(one: SealedRecord, other: SealedRecord): boolean {
  return Buffer.from(one.iv ?? []).equals(Buffer.from(other.iv ?? []));
}

function sessionTrouble(type: string, detail: string): TelegramError {
  return new TelegramError({ code: 0, type, class: 'session_dead', detail });
}
