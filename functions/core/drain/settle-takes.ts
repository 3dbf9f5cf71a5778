import { isFinal, type Job, resultKeptMs } from '../job/job.ts';
import { canBeRevoked, linkStatusOf } from '../job/link-status.ts';
import type { PoolLink, PoolTake } from '../pool/pool.ts';
import { takeKeptMs } from '../pool/pool.ts';
import type { PoolChange } from '../pool/pool-change.ts';
import { makeDropRevocation, makeTakenEdit, toTakenRequest } from '../pool/pool-jobs.ts';
import type { TendedPool } from './tended-pool.ts';

/**
 * Settles what callers have taken: each take is stored with its invite, and its link gets the title and the end that were asked for. A
 * take leaves the pool's row when both are done, and no request can be under way any more that has not seen its record.
 */
export async function settleTakes(tended: TendedPool): Promise<void> {
  const { takes, given } = tended.pool();
  const entries = Object.entries(takes);
  const invites = await tended.loadJobs(entries.flatMap(([takeId]) => given[takeId]?.id ?? []));
  const edits = await tended.loadJobs(entries.flatMap(([, { editId }]) => editId ?? []));
  for (const [takeId, take] of entries) {
    if (!tended.hasTime()) {
      return;
    }
    const link = given[takeId];
    const invite = link && invites.get(link.id);
    if (take.recordedAtMs === undefined) {
      await record(tended, takeId, take, { link, invite });
    } else {
      await close(tended, takeId, take, {
        invite,
        edit: take.editId === undefined ? undefined : edits.get(take.editId),
      });
    }
  }
}

async function record(
  tended: TendedPool,
  takeId: string,
  take: PoolTake,
  { link, invite }: { link: PoolLink | undefined; invite: Job | undefined },
): Promise<void> {
  const { run, change, madeFor } = tended;
  const { tenantId } = tended.pool();
  const inviteId = take.asJob ?? link?.id;
  if (inviteId === undefined) {
    await change({ kind: 'close', takeId });
    return;
  }
  if (take.requestHash !== undefined) {
    const stored = await run.recordTake({
      tenantId,
      takeId,
      requestHash: take.requestHash,
      inviteId,
      atMs: take.atMs,
    });
    if (stored !== 'created' && stored.inviteId !== inviteId) {
      // The request was a repeat, and was answered with the link of the first one.
      await change(
        take.asJob === undefined ? giveBackOf(tended, takeId, take, invite) : { kind: 'close', takeId },
      );
      return;
    }
  }
  const isPast = isPastEnd(take, run.now());
  if (invite !== undefined && isPast && !(await revokeEnded(tended, takeId, take, invite))) {
    return;
  }
  const edit = invite && !isPast ? makeTakenEdit(invite, takeId, take, madeFor, run.now()) : undefined;
  if (invite !== undefined && !isPast) {
    await saveTaken(
      tended,
      invite,
      takeId,
      take,
      edit === undefined ? { isSettled: true } : { isSettled: false },
    );
    if (edit !== undefined && !(await tended.operate(invite, edit))) {
      return;
    }
  }
  await change(
    edit === undefined && take.requestHash === undefined
      ? { kind: 'close', takeId }
      : {
          kind: 'note',
          takeId,
          recordedAtMs: run.now(),
          ...(edit === undefined ? {} : { editId: edit.jobId }),
        },
  );
}

function isPastEnd({ expireDate }: PoolTake, nowMs: number): boolean {
  return expireDate !== undefined && expireDate * 1000 <= nowMs;
}

/**
 * The end that was asked for came before the link could get it: it must not work on without one.
 * @returns false where the link takes no revocation now.
 */
async function revokeEnded(
  tended: TendedPool,
  takeId: string,
  take: PoolTake,
  invite: Job,
): Promise<boolean> {
  const { run, madeFor } = tended;
  const isOver =
    !canBeRevoked(invite, run.now()) ||
    (await tended.operate(invite, makeDropRevocation(invite, madeFor, run.now())));
  if (isOver) {
    await saveTaken(tended, invite, takeId, take, { isSettled: false, error: endPassed });
  }
  return isOver;
}

/** A link of which anything else is known than that it works is given to nobody. */
function giveBackOf(
  { run }: TendedPool,
  takeId: string,
  { isLeft }: PoolTake,
  invite: Job | undefined,
): PoolChange {
  const isGood =
    invite !== undefined &&
    linkStatusOf(invite, run.now()) === 'active' &&
    !run.hasEnded(invite.jobId) &&
    invite.operationIds?.at(-1) === invite.link?.doneUntil;
  if (isGood && !isLeft) {
    return { kind: 'giveBack', takeId };
  }
  // What is to become of a link that was left, its caller has said.
  return { kind: 'setAside', takeId, revoke: !isLeft };
}

/** @param state of the link; where the edit is still to be done, the callback waits for it. */
async function saveTaken(
  { run }: TendedPool,
  invite: Job,
  takeId: string,
  take: PoolTake,
  state: { isSettled: boolean; error?: Job['error'] },
): Promise<void> {
  const isOver = state.isSettled || state.error !== undefined;
  const { error, isSettled } = state;
  await run.saveTaken(invite, {
    request: toTakenRequest(invite.request, take),
    taken: { takeId, atMs: take.atMs, isSettled, ...(error === undefined ? {} : { error }) },
    ...(isOver && take.callback !== undefined ? { callback: take.callback } : {}),
    keptUntilMs: take.atMs + resultKeptMs,
  });
  if (isOver && take.callback !== undefined) {
    await run.tellJoinsTo(invite, take.callback.url);
  }
}

async function close(
  tended: TendedPool,
  takeId: string,
  take: PoolTake,
  { invite, edit }: { invite: Job | undefined; edit: Job | undefined },
): Promise<void> {
  const { recordedAtMs = 0, editId, requestHash } = take;
  if (editId !== undefined && invite !== undefined) {
    if (edit !== undefined && !isFinal(edit.status)) {
      return;
    }
    const isSettled = edit?.status === 'succeeded';
    const isTooLate = isPastEnd(take, tended.run.now()) || edit?.error?.type === 'EXPIRE_DATE_INVALID';
    if (!isSettled && isTooLate && !(await revokeEnded(tended, takeId, take, invite))) {
      return;
    }
    await saveTaken(tended, invite, takeId, take, {
      isSettled,
      ...(isSettled ? {} : { error: edit?.error ?? lostEdit }),
    });
  }
  if (requestHash === undefined || tended.run.now() - recordedAtMs >= takeKeptMs) {
    await tended.change({ kind: 'close', takeId });
  }
}

const endPassed: NonNullable<Job['error']> = {
  type: 'END_PASSED',
  class: 'expired',
  detail:
    'The end that was asked for came before the link could get it, so the link was revoked. Take another.',
};

const lostEdit: NonNullable<Job['error']> = {
  type: 'EDIT_NOT_DONE',
  class: 'input',
  detail: 'The edit of the link was cancelled. Edit the link: PATCH /v1/invites/{id}.',
};
