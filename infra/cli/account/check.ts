import type { Account, AccountOwner } from '../../../functions/core/account.ts';
import { resumeAccount } from '../../../functions/core/resume-account.ts';
import { TelegramError } from '../../../functions/core/rpc-error.ts';
import type { Session } from '../../../functions/core/session.ts';
import { toJobError } from '../../../functions/core/transitions.ts';
import type { TelegramConnection } from '../../../functions/telegram/connection.ts';
import { moveSession } from '../../../functions/telegram/move-session.ts';
import { getOwner } from '../../../functions/telegram/who-am-i.ts';
import { type Bench, findAccount } from './bench.ts';
import { describeOwner } from './describe.ts';
import { endLogin } from './log-in-account.ts';
import { networkOfAddress } from './networks.ts';
import { withConnection, withLease, withSession } from './open-account-session.ts';
import { storeLogin } from './store-login.ts';

interface Checked {
  owner: AccountOwner;
  session: Session;
  /** The data centre it lived in before, where Telegram has moved it. */
  movedFrom?: number;
}

/** `check NAME`: one harmless call with the account's session. An account that Telegram has moved is moved here too. */
export async function check(bench: Bench, name: string, { json }: { json?: true }): Promise<void> {
  const { place, terminal } = bench;
  const found = await findAccount(bench, name);
  const { owner, session, movedFrom } = await withLease(bench, found, (account, untilMs) =>
    checkUnderLease(bench, account, untilMs),
  );
  if (json) {
    terminal.say(JSON.stringify({ name, works: true, user_id: owner.userId, dc_id: session.dcId }, null, 2));
    return;
  }
  if (movedFrom !== undefined) {
    terminal.say(
      `Telegram has moved the account from data centre ${movedFrom} to ${session.dcId}: its session was moved there and stored.`,
    );
  }
  terminal.say(`${name} works: ${describeOwner(owner)}, data centre ${session.dcId}.`);
  if (found.status !== 'active' && movedFrom === undefined) {
    terminal.say(`It is ${found.status}. Let its jobs go on: ${place.commandLine(`resume ${name}`)}`);
  }
}

async function checkUnderLease(bench: Bench, account: Account, untilMs: number): Promise<Checked> {
  let checked: Checked;
  try {
    checked = await withConnection(bench, account, untilMs, (connection, session) =>
      look(bench, connection, session, untilMs),
    );
  } catch (error) {
    await recordTrouble(bench, account, error);
    throw error;
  }
  if (checked.movedFrom !== undefined) {
    // The old connection is closed by now, and the lease still held: no worker meets half of the move.
    await storeMoved(bench, account, checked);
  }
  return checked;
}

async function look(
  bench: Bench,
  connection: TelegramConnection,
  session: Session,
  untilMs: number,
): Promise<Checked> {
  try {
    const { owner } = await getOwner(connection);
    return { owner, session };
  } catch (error) {
    const dcId = error instanceof TelegramError && error.rpc.class === 'moved' && error.rpc.argument;
    if (!dcId) {
      throw error;
    }
    const network = networkOfAddress(bench.place.telegram, session.address);
    const clock = { now: bench.now, untilMs };
    const moved = await moveSession(connection, session, dcId, network, clock);
    const { owner } = await withSession(bench, moved, untilMs, getOwner);
    return { owner, session: moved, movedFrom: session.dcId };
  }
}

async function storeMoved(bench: Bench, before: Account, { session, owner }: Checked): Promise<void> {
  const { place, terminal, now } = bench;
  const { tenantId, accountId, name } = before;
  const deps = { accounts: place.accounts, keys: place.openKeys() };
  try {
    await storeLogin(deps, { tenantId, accountId, name, before, session, owner, nowMs: now() });
  } catch (error) {
    await endLogin({ now, say: terminal.note }, session);
    throw error;
  }
  if (before.status !== 'active') {
    await resumeAccount({ ...place.accounts, ...place.jobs, now }, accountId);
  }
}

/** What a worker would find out with its next job. */
async function recordTrouble(
  { place, now }: Bench,
  { accountId, fence }: Account,
  error: unknown,
): Promise<void> {
  if (!(error instanceof TelegramError)) {
    return;
  }
  const { class: errorClass } = error.rpc;
  if (errorClass === 'session_dead' || errorClass === 'account_halted') {
    const status = errorClass === 'session_dead' ? 'dead' : 'halted';
    await place.accounts.saveTrouble(accountId, fence, status, { ...toJobError(error.rpc), atMs: now() });
  }
}
