import type { AccountStore } from '../../functions/aws/account-store.ts';
import type { KeyProvider } from '../../functions/aws/key-provider.ts';
import type { AccountOwner, Chat } from '../../functions/core/account/account.ts';
import type { Session } from '../../functions/core/account/session.ts';
import { accountIdOf } from '../../functions/core/ids.ts';
import type { AppCredentials, TelegramConnection } from '../../functions/telegram/connection.ts';
import { type LoginPrompts, logIn } from '../../functions/telegram/log-in.ts';
import { logInByQr, type QrPrompts } from '../../functions/telegram/log-in-by-qr.ts';
import { logOut } from '../../functions/telegram/log-out.ts';
import type { LoggedIn } from '../../functions/telegram/login-attempt.ts';
import type { TelegramNetwork } from '../../functions/telegram/network.ts';
import { openSession } from '../../functions/telegram/open-session.ts';
import type { System } from '../system/open-system.ts';
import { describeFailure } from '../terminal/describe.ts';
import { InterruptedError } from '../terminal/operator-errors.ts';
import { closeAfter, stopIfAborted } from './close-after.ts';
import { refuseUser } from './refuse-user.ts';
import { storeLogin, tryToListChats } from './store-login.ts';

export interface LogInAccountDeps {
  accounts: Pick<AccountStore, 'getAccount' | 'listAccounts' | 'saveLogin' | 'saveChats'>;
  keys: KeyProvider;
  commandLine: System['commandLine'];
  now(): number;
  /** Tells the person who logs in what went wrong on the way. */
  print(line: string): void;
  /** Aborted when that person gives up: nothing is stored then. */
  signal: AbortSignal;
}

export interface LogInAccountInput {
  tenantId: string;
  name: string;
  network: TelegramNetwork;
  app: AppCredentials;
  /** How Telegram is shown who it is: a code sent to the phone, or a QR code scanned with it. */
  how: { by: 'code'; prompts: LoginPrompts } | { by: 'qr'; prompts: QrPrompts };
  defaultPeer?: string;
  /** Done with the open connection before the chats are listed. */
  prepare?(connection: TelegramConnection): Promise<void>;
}

export interface LoggedInAccount {
  accountId: string;
  owner: AccountOwner;
  /** The chats it is in; undefined when Telegram would not list them now. */
  chats: Chat[] | undefined;
}

/** What the person at the keyboard may take, over all questions. */
const loginMs = 30 * 60_000;
/** What ending a login again may take. */
const logOutMs = 20_000;

/**
 * Logs an account in at Telegram and stores it under its name: asks, logs in, lists its chats, seals the session and
 * stores it. The connection is closed before anything is stored: from then on a
 * worker may connect with the session. A login that is not stored is ended at Telegram again.
 * @throws TelegramError, RefusedError (the name is another user's, the user or the session another account's,
 * somebody else was quicker), InterruptedError
 */
export async function logInAccount(
  deps: LogInAccountDeps,
  input: LogInAccountInput,
): Promise<LoggedInAccount> {
  const { accounts, now, print, signal } = deps;
  const accountId = accountIdOf(input.tenantId, input.name);
  const before = await accounts.getAccount(accountId);
  const loggedIn = await startLogin(deps, input);
  const { session, owner, connection } = loggedIn;
  let chats: Chat[] | undefined;
  try {
    chats = await closeAfter(connection, signal, async () => {
      await refuseUser(deps, { ...input, accountId, before, owner });
      await input.prepare?.(connection);
      return tryToListChats(connection, input.name, { print, signal });
    });
    await storeLogin(deps, { ...input, accountId, before, session, owner, nowMs: now() });
  } catch (error) {
    await endLogin(deps, session);
    throw signal.aborted
      ? new InterruptedError('Stopped: nothing was stored, and the login was ended again.')
      : error;
  }
  if (chats !== undefined) {
    await accounts.saveChats(accountId, chats, now());
  }
  return { accountId, owner, chats };
}

async function startLogin(
  { now, signal }: LogInAccountDeps,
  { network, app, how }: LogInAccountInput,
): Promise<LoggedIn> {
  const clock = { now, untilMs: now() + loginMs };
  stopIfAborted(signal);
  try {
    return how.by === 'qr'
      ? await logInByQr(network, app, how.prompts, clock)
      : await logIn(network, app, how.prompts, clock);
  } catch (error) {
    throw signal.aborted || error instanceof InterruptedError
      ? new InterruptedError('Stopped: nothing was stored.')
      : error;
  }
}

/**
 * Ends a login at Telegram that is not stored: its session would stay open there, for nobody to see. Says so where that
 * fails.
 */
export async function endLogin(
  { now, print }: Pick<LogInAccountDeps, 'now' | 'print'>,
  session: Session,
): Promise<void> {
  try {
    const connection = await openSession(session, { now, untilMs: now() + logOutMs });
    try {
      await logOut(connection);
    } finally {
      await connection.close();
    }
  } catch (error) {
    print(
      `The login could not be ended at Telegram: end the session "invite-spool" there, in Settings > Devices. (${describeFailure(error)})`,
    );
  }
}
