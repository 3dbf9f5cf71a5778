import { rotationRevocationOf } from '../ids.ts';
import type { Tending } from '../job/due.ts';
import { isFinal, type Job, type JobError, resultKeptMs } from '../job/job.ts';
import { createLine, operationPlace } from '../job/line.ts';
import { canBeRevoked, linkOf } from '../job/link-status.ts';
import { newJob } from '../job/new-job.ts';
import { withdraw } from '../job/transitions.ts';
import { storeOperation } from '../operation/store-operation.ts';
import type { EndingLink, RotatedLink, Rotation, RotationRef } from '../rotation/rotation.ts';
import {
  beginLink,
  isLinkDue,
  isOver,
  nextTendingMs,
  noteEnded,
  noteFailure,
  noteKept,
  promote,
  retryLink,
  rotateNow,
} from '../rotation/rotation-transitions.ts';
import { isNewer } from '../schema-version.ts';
import type { Run } from './run.ts';
import { ensureAccountDue } from './track-links.ts';

/** Nobody asked for these jobs: those of all rotations take turns as one caller. */
const caller = 'rotations';

/** What a newer version has written, or somebody has just changed, is looked at again after this. */
const againMs = 5_000;

/** Links of one rotation that are revoked in one pass. */
const maxRevocations = 5;

const noLink: JobError = {
  type: 'CHAT_PUBLIC_JOIN_REQUESTS',
  class: 'input',
  detail: 'This public chat admits by join request: Telegram makes no other link for it.',
};

/** What one tending has found. `stale` where another writer was first. */
interface Progress {
  rotation: Rotation;
  isStale: boolean;
  /** Jobs were stored that the next pass works on. */
  hasStored: boolean;
}

/**
 * Does what is to be done for a rotation now: asks for the link of the period that has begun, makes a link that was made the current
 * one, and revokes those whose overlap is over. Each change is stored before what it asks for, and what it asks for has an id that is
 * made from it: so it is asked for once, whenever a worker dies.
 */
export async function tendRotation(run: Run, tending: Tending): Promise<number | undefined> {
  const ref = { tenantId: tending.tenantId, name: tending.operation.name };
  const found = await run.getRotation(ref);
  if (found === undefined) {
    return undefined;
  }
  // One of the same name on another account has a tending of its own.
  if (found.accountId !== tending.accountId) {
    return undefined;
  }
  if (isNewer(found)) {
    return run.now() + againMs;
  }
  const progress: Progress = { rotation: found, isStale: false, hasStored: false };
  await tendLink(run, tending, progress);
  await tendEnding(run, tending, progress);
  await keepInvitesOf(run, progress);
  return finish(run, ref, progress);
}

async function finish(run: Run, ref: RotationRef, progress: Progress): Promise<number | undefined> {
  const { rotation, isStale, hasStored } = progress;
  const nowMs = run.now();
  if (isStale || hasStored) {
    return isStale ? nowMs + againMs : nowMs;
  }
  if (isOver(rotation)) {
    await run.removeRotation(ref);
    return undefined;
  }
  return Math.max(nextTendingMs(rotation, nowMs), nowMs + againMs);
}

/** Stores a change, unless another writer was first. */
async function save(run: Run, progress: Progress, next: Rotation): Promise<boolean> {
  const isSaved = !progress.isStale && (await run.saveRotation(next));
  if (isSaved) {
    progress.rotation = next;
  } else {
    progress.isStale = true;
  }
  return isSaved;
}

async function tendLink(run: Run, tending: Tending, progress: Progress): Promise<void> {
  const nowMs = run.now();
  if (hasLostCurrent(run, progress.rotation)) {
    await save(run, progress, rotateNow(progress.rotation, {}, nowMs));
  }
  if (isLinkDue(progress.rotation, nowMs)) {
    await save(run, progress, beginLink(progress.rotation, nowMs));
  }
  const { making } = progress.rotation;
  if (progress.isStale || making === undefined || (making.retryAtMs ?? 0) > nowMs) {
    return;
  }
  if (making.retryAtMs !== undefined && !(await save(run, progress, retryLink(progress.rotation, nowMs)))) {
    return;
  }
  const ref = { tenantId: tending.tenantId, jobId: making.jobId };
  const job = run.jobs.get(making.jobId) ?? (await run.loadJobs([ref]))[0];
  if (job === undefined) {
    await askForLink(run, tending, progress);
    return;
  }
  const known = progress.rotation.deletedAtMs === undefined ? job : await withdrawLink(run, job);
  if (isFinal(known.status)) {
    await settle(run, progress, known);
  }
}

/** Somebody has revoked the current link, and a look of this pass has found it so. */
function hasLostCurrent(run: Run, { current, making, asked, deletedAtMs }: Rotation): boolean {
  return (
    current !== undefined &&
    run.hasEnded(current.inviteId) &&
    making === undefined &&
    asked === undefined &&
    deletedAtMs === undefined
  );
}

/** Nobody waits for the link of a rotation that was deleted. Where a call for it is outstanding, its outcome is waited for. */
async function withdrawLink(run: Run, job: Job): Promise<Job> {
  return isFinal(job.status) || job.cancelRequestedAtMs !== undefined || isNewer(job)
    ? job
    : ((await run.jobs.save(job, (each) => withdraw(each, run.now()))) ?? job);
}

async function askForLink(run: Run, tending: Tending, progress: Progress): Promise<void> {
  const { rotation } = progress;
  const { making, request } = rotation;
  if (making === undefined) {
    return;
  }
  if (rotation.deletedAtMs !== undefined) {
    // It was not asked for, and is not any more.
    await save(run, progress, noteFailure(rotation, noLink, run.now()));
    return;
  }
  const nowMs = run.now();
  const { account, peer, template, callback_url } = request;
  const place = { caller, priority: 'normal', spacingMs: 0, jobsBehind: 0, nowMs } as const;
  const job = newJob(
    {
      tenantId: rotation.tenantId,
      jobId: making.jobId,
      accountId: rotation.accountId,
      request: { account, peer, ...template, priority: 'normal' },
      placeMs: createLine([]).stand(place),
      madeFor: tending.jobId,
      ...(callback_url === undefined
        ? {}
        : { callback: { url: callback_url, status: 'pending', attempts: 0 } as const }),
    },
    nowMs,
  );
  await ensureAccountDue(run, job);
  await run.createJob(job);
  progress.hasStored = true;
}

/** The job of the link has ended. */
async function settle(run: Run, progress: Progress, job: Job): Promise<void> {
  const link = linkOf(job)?.link;
  const nowMs = run.now();
  const next =
    link === undefined
      ? noteFailure(progress.rotation, failureOf(job), nowMs)
      : promote(progress.rotation, link, nowMs);
  await save(run, progress, next);
}

function failureOf({ status, error }: Job): JobError {
  if (error !== undefined) {
    return error;
  }
  return status === 'cancelled'
    ? { type: 'CANCELLED', class: 'input', detail: 'The request for the link was cancelled.' }
    : noLink;
}

async function tendEnding(run: Run, tending: Tending, progress: Progress): Promise<void> {
  const due = progress.rotation.ending.filter(({ revokeAtMs }) => revokeAtMs <= run.now());
  const ended: Parameters<typeof noteEnded>[1] = [];
  for (const link of progress.isStale ? [] : due.slice(0, maxRevocations)) {
    const end = await endLink(run, tending, link);
    if (end === 'asked') {
      progress.hasStored = true;
    } else if (end !== 'under way') {
      ended.push({ inviteId: link.inviteId, ...end });
    }
  }
  if (ended.length > 0) {
    await save(run, progress, noteEnded(progress.rotation, ended, run.now()));
  }
}

type End = 'asked' | 'under way' | { revokedAtMs: number } | { failure: string };

/** Revokes a link whose overlap is over, by an operation that is the same however often it is asked for. */
async function endLink(run: Run, tending: Tending, { inviteId }: EndingLink): Promise<End> {
  const { tenantId } = tending;
  const operationId = rotationRevocationOf(tenantId, inviteId);
  const loaded = await run.loadJobs([inviteId, operationId].map((jobId) => ({ tenantId, jobId })));
  const invite = loaded.find(({ jobId }) => jobId === inviteId);
  const operation = loaded.find(({ jobId }) => jobId === operationId);
  if (invite === undefined) {
    return { failure: 'INVITE_GONE' };
  }
  if (!canBeRevoked(invite, run.now())) {
    return { revokedAtMs: invite.link?.asOfMs ?? run.now() };
  }
  if (operation !== undefined) {
    return isFinal(operation.status) ? { failure: operation.error?.type ?? operation.status } : 'under way';
  }
  const job = revocationOf(tending, invite, operationId, run.now());
  await ensureAccountDue(run, job);
  const stored = isNewer(invite) ? undefined : await storeOperation(run, invite, job);
  if (stored !== 'created') {
    return 'under way';
  }
  run.jobs.keep(job);
  return 'asked';
}

function revocationOf(
  tending: Tending,
  { jobId, accountId, request }: Job,
  operationId: string,
  nowMs: number,
): Job {
  return newJob(
    {
      tenantId: tending.tenantId,
      jobId: operationId,
      accountId,
      request: { account: request.account, peer: request.peer, priority: 'normal' },
      operation: { kind: 'revoke', inviteId: jobId },
      placeMs: operationPlace(caller, 'normal', nowMs),
      madeFor: tending.jobId,
    },
    nowMs,
  );
}

/** An invite expires a month after its link was made, and the link of a long period has to be revoked later. */
async function keepInvitesOf(run: Run, progress: Progress): Promise<void> {
  const { current, ending, tenantId } = progress.rotation;
  const nowMs = run.now();

  function isShort({ sinceMs, keptUntilMs = sinceMs + resultKeptMs }: RotatedLink) {
    return keptUntilMs < nowMs + resultKeptMs / 2;
  }
  const short = [...(current === undefined ? [] : [current]), ...ending].filter(isShort);
  if (progress.isStale || short.length === 0) {
    return;
  }
  const untilMs = nowMs + resultKeptMs;
  for (const { inviteId } of short) {
    await run.keepInviteUntil({ tenantId, jobId: inviteId }, untilMs);
  }
  const ids = short.map(({ inviteId }) => inviteId);
  await save(run, progress, noteKept(progress.rotation, ids, untilMs, nowMs));
}
