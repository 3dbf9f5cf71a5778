import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { unsealSession } from '../../functions/aws/session-seal.ts';
import type { Account } from '../../functions/core/account/account.ts';
import type { Session } from '../../functions/core/account/session.ts';
import type { TelegramConnection } from '../../functions/telegram/connection.ts';
import { openSession } from '../../functions/telegram/open-session.ts';
import { closeAfter } from '../login/close-after.ts';
import type { OperatorContext } from '../system/operator-context.ts';
import { InterruptedError, RefusedError } from '../terminal/operator-errors.ts';

/** How long a command may be connected with an account's session: its workers wait meanwhile. */
const leaseMs = 60_000;
/** The connection is mute before the lease ends. */
const leaseMarginMs = 2_000;
/** A worker's lease lasts as long as its invocation may, and mostly ends sooner. */
const maxLeaseWaitMs = 60_000;
const leaseRetryMs = 500;

/**
 * Takes the lease on an account, so that nobody else connects with its session, does the work, and gives the lease back.
 * Waits for up to a minute for a lease that is held.
 * @throws RefusedError when it is still held then, or the account is gone.
 */
export async function withLease<T>(
  context: OperatorContext,
  { accountId, name }: Account,
  work: (account: Account, untilMs: number) => Promise<T>,
): Promise<T> {
  const { account, untilMs } = await takeLease(context, accountId, name);
  try {
    return await work(account, untilMs - leaseMarginMs);
  } finally {
    await context.system.accounts.releaseLease(accountId, account.fence, {});
  }
}

async function takeLease({ system, terminal, now }: OperatorContext, accountId: string, name: string) {
  const owner = `operator-${randomUUID()}`;
  const giveUpAtMs = now() + maxLeaseWaitMs;
  for (let attempt = 0; ; attempt++) {
    const nowMs = now();
    const untilMs = nowMs + leaseMs;
    const lease = { owner, untilMs, nowMs, jobIds: [], whateverStatus: true } as const;
    const answer = await system.accounts.takeLease(accountId, lease);
    if (answer.kind === 'taken') {
      return { account: answer.account, untilMs };
    }
    if (answer.kind === 'newer') {
      throw new RefusedError(
        `The account "${name}" was last used by a newer version of this service: use its tool.`,
      );
    }
    if (answer.kind !== 'held') {
      throw new RefusedError(`The account "${name}" is not there any more.`);
    }
    const until = new Date(answer.untilMs).toTimeString().slice(0, 8);
    if (nowMs >= giveUpAtMs) {
      throw new RefusedError(
        `"${name}" is still in use, by a worker or another command, until ${until} at the latest. Try again then.`,
      );
    }
    if (attempt === 0) {
      terminal.note(
        `"${name}" is in use by a worker or another command, until ${until} at the latest: waiting for it.`,
      );
    }
    await setTimeout(leaseRetryMs, undefined, { signal: terminal.signal }).catch(() => {
      throw new InterruptedError();
    });
  }
}

/**
 * Opens the session of an account whose lease is held, for one piece of work; the connection is closed when this returns.
 * @throws RefusedError when there is no session; UnsealError; TelegramError; InterruptedError
 */
export async function withConnection<T>(
  { system, terminal, now }: OperatorContext,
  { accountId, name }: Account,
  untilMs: number,
  work: (connection: TelegramConnection, session: Session) => Promise<T>,
): Promise<T> {
  const sealed = await system.accounts.getSession(accountId);
  if (sealed === undefined) {
    throw new RefusedError(`"${name}" has no session. Log it in: ${system.commandLine(`login ${name}`)}`);
  }
  const session = await unsealSession(system.openKeys(), accountId, sealed);
  return withSession({ terminal, now }, session, untilMs, work);
}

/** Connects with a session for one piece of work. Ctrl-C closes the connection under it. */
export async function withSession<T>(
  { terminal: { signal }, now }: Pick<OperatorContext, 'terminal' | 'now'>,
  session: Session,
  untilMs: number,
  work: (connection: TelegramConnection, session: Session) => Promise<T>,
): Promise<T> {
  const connection = await openSession(session, { now, untilMs });
  return closeAfter(connection, signal, () => work(connection, session));
}
