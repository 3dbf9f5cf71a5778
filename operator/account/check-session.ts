import type { Account, AccountOwner } from '../../functions/core/account/account.ts';
import { resumeAccount } from '../../functions/core/account/resume-account.ts';
import { type Session, userFingerprintOf } from '../../functions/core/account/session.ts';
import { toJobError } from '../../functions/core/job/transitions.ts';
import { TelegramError } from '../../functions/core/rpc/rpc-error.ts';
import type { TelegramConnection } from '../../functions/telegram/connection.ts';
import { getOwner } from '../../functions/telegram/get-owner.ts';
import { moveSession } from '../../functions/telegram/move-session.ts';
import { endLogin } from '../login/log-in-account.ts';
import { userInUse } from '../login/refuse-user.ts';
import { storeLogin } from '../login/store-login.ts';
import { networkOfAddress } from '../system/networks.ts';
import type { OperatorContext } from '../system/operator-context.ts';
import { withConnection, withLease, withSession } from './open-account-session.ts';

export interface CheckResult {
  owner: AccountOwner;
  session: Session;
  /** The data centre it lived in before, where Telegram has moved it. */
  movedFrom?: number;
}

/**
 * One harmless call with an account's session, under the account's lease. What it tells is stored: trouble, a move to another
 * data centre, whose session it is.
 * @throws TelegramError, UnsealError, RefusedError, InterruptedError
 */
export function checkSession(context: OperatorContext, found: Account): Promise<CheckResult> {
  return withLease(context, found, (account, untilMs) => checkUnderLease(context, account, untilMs));
}

async function checkUnderLease(
  context: OperatorContext,
  account: Account,
  untilMs: number,
): Promise<CheckResult> {
  let checked: CheckResult;
  try {
    checked = await withConnection(context, account, untilMs, (connection, session) =>
      look(context, connection, session, untilMs),
    );
  } catch (error) {
    await recordTrouble(context, account, error);
    throw error;
  }
  if (checked.movedFrom !== undefined) {
    // The old connection is closed by now, and the lease still held: no worker meets half of the move.
    await storeMoved(context, account, checked);
  } else if (account.userFingerprint === undefined) {
    await storeUser(context, account, checked);
  }
  return checked;
}

/**
 * An older version has logged this account in: from now on no other can be its user.
 * @throws RefusedError when another is already.
 */
async function storeUser(
  context: OperatorContext,
  account: Account,
  { session, owner }: CheckResult,
): Promise<void> {
  const { accounts, telegram, commandLine } = context.system;
  const { accountId, tenantId, name, fence } = account;
  const network = networkOfAddress(telegram, session.address);
  const userFingerprint = userFingerprintOf(network.name, owner.userId);
  const answer = await accounts.saveUser(accountId, { fence, owner, userFingerprint });
  if (answer.kind === 'user in use') {
    const user = { tenantId, accountId, name, before: { ...account, owner }, owner, network };
    throw userInUse(commandLine, user, answer.holder);
  }
}

async function look(
  context: OperatorContext,
  connection: TelegramConnection,
  session: Session,
  untilMs: number,
): Promise<CheckResult> {
  try {
    const { owner } = await getOwner(connection);
    return { owner, session };
  } catch (error) {
    const dcId = error instanceof TelegramError && error.rpc.class === 'moved' && error.rpc.argument;
    if (!dcId) {
      throw error;
    }
    const network = networkOfAddress(context.system.telegram, session.address);
    const clock = { now: context.now, untilMs };
    const moved = await moveSession(connection, session, dcId, network, clock);
    const { owner } = await withSession(context, moved, untilMs, getOwner);
    return { owner, session: moved, movedFrom: session.dcId };
  }
}

async function storeMoved(
  context: OperatorContext,
  before: Account,
  { session, owner }: CheckResult,
): Promise<void> {
  const { system, terminal, now } = context;
  const { tenantId, accountId, name } = before;
  const deps = { ...system, keys: system.openKeys() };
  const network = networkOfAddress(system.telegram, session.address);
  try {
    await storeLogin(deps, { tenantId, accountId, name, before, session, owner, network, nowMs: now() });
  } catch (error) {
    await endLogin({ now, print: terminal.note }, session);
    throw error;
  }
  if (before.status !== 'active') {
    await resumeAccount({ ...system.accounts, ...system.jobs, now }, accountId);
  }
}

/** What a worker would find out with its next job. */
async function recordTrouble(
  { system, now }: OperatorContext,
  { accountId, fence }: Account,
  error: unknown,
): Promise<void> {
  if (!(error instanceof TelegramError)) {
    return;
  }
  const { class: errorClass } = error.rpc;
  if (errorClass === 'session_dead' || errorClass === 'account_halted') {
    const status = errorClass === 'session_dead' ? 'dead' : 'halted';
    await system.accounts.saveTrouble(accountId, fence, status, { ...toJobError(error.rpc), atMs: now() });
  }
}
