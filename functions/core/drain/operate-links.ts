import { isOverdue, placeOf } from '../job/due.ts';
import type { Job, ToldLink } from '../job/job.ts';
import { expire, fail, succeedOperation } from '../job/transitions.ts';
import { settleAll } from '../settle-all.ts';
import { beginCall, callOnce, type ReadyOperation } from './call-for-operation.ts';
import { settleUncalled } from './edit-tracking.ts';
import type { Run } from './run.ts';
import {
  type AddressedOperation,
  loadOperations,
  type RunOperations,
  settlesAtMs,
  waitEndOf,
} from './run-operations.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** Calls under way at once on one connection. */
const maxWidth = 10;

/** A round of calls takes at most this long. A round that might not end in time is not begun. */
const roundMs = 9_000;

/**
 * Does what is asked for links that exist, oldest first and for each link in order, in rounds that are sent as one chain. The
 * intent of each call is stored before it, and what Telegram tells of the link is stored before the operation ends: so the worker
 * after one that died in between knows that it is done.
 * @returns the operations that are not done: their links are not made yet, or they have to wait. See `leaveOperations`.
 */
export async function operateLinks(
  run: Run,
  telegram: TelegramAccount,
  entries: AddressedOperation[],
): Promise<AddressedOperation[]> {
  if (entries.length === 0) {
    return [];
  }
  const known = await loadOperations(run, entries);
  let pending = [...entries, ...known.earlierThatAreDue()].sort((a, b) => placeOf(a.job) - placeOf(b.job));
  while (!run.isStopped() && run.now() + roundMs <= run.untilMs) {
    const { ready, left } = await takeReady(run, telegram, known, pending);
    if (ready.length === 0) {
      return left;
    }
    const begun = (await settleAll(ready.map((each) => beginCall(run, telegram, known, each)))).filter(
      (each) => each !== undefined,
    );
    const again = await settleAll(begun.map((each) => callOnce(run, telegram, known, each)));
    pending = [...again.filter((entry) => entry !== undefined), ...left];
    if (begun.length > 0 && begun.every(({ entry }, index) => isUnmade(entry, again[index]))) {
      // Not even the first of the chain was sent: the connection is gone.
      run.stop();
    }
  }
  return pending;
}

function isUnmade({ job }: AddressedOperation, again: AddressedOperation | undefined): boolean {
  return again !== undefined && again.job.attempts < job.attempts;
}

/** Ends the operations that need no call any more, and picks those of the others that may be called for now, one of each link. */
async function takeReady(
  run: Run,
  telegram: TelegramAccount,
  known: RunOperations,
  pending: AddressedOperation[],
): Promise<{ ready: ReadyOperation[]; left: AddressedOperation[] }> {
  const ready: ReadyOperation[] = [];
  const left: AddressedOperation[] = [];
  for (const entry of pending) {
    const { job } = entry;
    if (isOverdue(job, run.now())) {
      await run.jobs.save(job, (each) => expire(each, run.now()));
      continue;
    }
    if (ready.length === maxWidth || known.blockerOf(job) !== undefined) {
      left.push(entry);
      continue;
    }
    const invite = known.inviteOf(job);
    if (invite?.outcome?.kind !== 'chatInviteExported') {
      await refuseUnmade(run, job, invite);
      continue;
    }
    if (job.staleChat !== undefined && job.staleChat !== entry.chat) {
      await refuseElsewhere(run, job);
      continue;
    }
    const step = known.nextStep(job);
    if (step.kind === 'done') {
      if (await settleUncalled(run, known, entry, telegram.aheadMs())) {
        await run.jobs.save(job, (each) => succeedOperation(each, toldOf(invite), run.now()));
      }
    } else if (step.kind === 'refused') {
      await run.jobs.save(job, (each) => fail(each, step.error, run.now()));
    } else if (
      waitEndOf(run, entry, step.method) > run.now() ||
      settlesAtMs(job, invite, telegram.aheadMs()) > run.now()
    ) {
      left.push(entry);
    } else {
      ready.push({ entry, step, link: invite.outcome.invite.link });
    }
  }
  return { ready, left };
}

/** The request that was to make the link has ended without one, or is no longer kept. */
function refuseUnmade(run: Run, job: Job, invite: Job | undefined): Promise<Job | undefined> {
  const detail =
    invite === undefined
      ? 'The invite is no longer kept, so its link is not known any more.'
      : `The invite is ${invite.status} and has no link, so there was nothing to do.`;
  const error = { type: 'INVITE_NOT_MADE', class: 'input' as const, detail };
  return run.jobs.save(job, (each) => fail(each, error, run.now()));
}

/** Another chat does not know the link, which must not be taken for deleted. */
function refuseElsewhere(run: Run, job: Job): Promise<Job | undefined> {
  const detail =
    'The chat that was named so is gone for this account, and its name leads to another now. The link is in the chat before.';
  const error = { type: 'CHANNEL_INVALID', class: 'input' as const, detail };
  return run.jobs.save(job, (each) => fail(each, error, run.now()));
}

function toldOf({ link }: Job): ToldLink | undefined {
  if (link === undefined) {
    return undefined;
  }
  const {
    asOfMs: _asOfMs,
    fence: _fence,
    writeNumber: _writeNumber,
    doneUntil: _doneUntil,
    unsettled: _unsettled,
    isDoubtful: _isDoubtful,
    track: _track,
    ...told
  } = link;
  return told;
}
