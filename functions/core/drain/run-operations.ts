import { isDue } from '../job/due.ts';
import { isFinal, type Job, type JobWait, type LinkState, type ToldLink } from '../job/job.ts';
import { isLinkOperationKind, type LinkOperation } from '../job/operation.ts';
import { rulesOf } from '../operation/kinds.ts';
import { done, type LinkStep, type NextStep } from '../operation/operation-rules.ts';
import { lookAtLink } from '../operation/refresh-link.ts';
import { chatScope } from '../rpc/methods.ts';
import { isNewer } from '../schema-version.ts';
import type { AddressedJob } from './addressed-job.ts';
import type { Run } from './run.ts';

/** A job that does something to a link, and its chat. */
export interface AddressedOperation extends AddressedJob {
  job: Job & { operation: LinkOperation };
}

export function isLinkOperation(entry: AddressedJob): entry is AddressedOperation {
  const { operation } = entry.job;
  return operation !== undefined && isLinkOperationKind(operation.kind);
}

/** When Telegram's wait for the method is over, in that chat. */
export function waitEndOf(run: Run, { chat }: AddressedJob, method: string): number {
  return Math.max(run.waits.blockedUntil(method), run.waits.blockedUntil(chatScope(method, chat)));
}

/** What an operation waits for before it may call the method; undefined where it may. */
export function waitFor(run: Run, entry: AddressedJob, method: string): JobWait | undefined {
  const retryAtMs = waitEndOf(run, entry, method);
  if (retryAtMs <= run.now()) {
    return undefined;
  }
  // A wait that a job shows with its method is taken for the account's.
  return retryAtMs > run.waits.blockedUntil(method)
    ? { reason: 'SLOWMODE_WAIT', retryAtMs }
    : { reason: 'FLOOD_WAIT', method, retryAtMs };
}

/**
 * When no call of another operation can be executed any more that would undo this one.
 * @param telegramAheadMs see `TelegramAccount.aheadMs`.
 */
export function settlesAtMs(
  { jobId, operation }: AddressedOperation['job'],
  { link }: Job,
  telegramAheadMs: number,
): number {
  const { unsettled } = link ?? {};
  return unsettled === undefined || unsettled.by === jobId || !rulesOf[operation.kind].isUndoneByLate
    ? 0
    : Math.max(unsettled.untilMs - telegramAheadMs, unsettled.ownUntilMs);
}

/** The operations that wait for links which this pass has made: their own turn could come much later. */
export async function loadWaiting(run: Run, requests: AddressedJob[]): Promise<AddressedOperation[]> {
  const entries = new Map(
    requests.flatMap((entry) => {
      const { outcome, operationIds = [] } = run.jobs.get(entry.job.jobId) ?? entry.job;
      return outcome === undefined ? [] : operationIds.map((jobId) => [jobId, entry] as const);
    }),
  );
  const { tenantId } = run.account;
  const refs = [...entries.keys()].flatMap((jobId) => (run.jobs.has(jobId) ? [] : { tenantId, jobId }));
  const loaded = refs.length === 0 ? [] : await run.loadJobs(refs);
  return loaded.flatMap((job) => {
    const entry = entries.get(job.jobId);
    const isWaiting = job.wait?.reason === 'EARLIER_OPERATION' && !isNewer(job);
    return entry !== undefined && isWaiting ? { ...entry, job: job as AddressedOperation['job'] } : [];
  });
}

/** What is known, while operations are done, of their links and of the operations before them. */
export type RunOperations = Awaited<ReturnType<typeof loadOperations>>;

/** Loads the invites whose links these operations are about, and the operations that come before them. */
export async function loadOperations(run: Run, entries: AddressedOperation[]) {
  const invites = new Map<string, Job>();
  const others = new Map<string, Job>();
  const told = new Map<string, ToldLink>();
  const doubted = new Set<string>();
  const doubts = new Set<string>();

  await load(
    entries.map(({ job }) => job.operation.inviteId),
    invites,
  );
  await load(
    entries.flatMap(({ job }) => earlierIds(job).filter((jobId) => run.jobs.get(jobId) === undefined)),
    others,
  );
  return {
    inviteOf: ({ operation }: AddressedOperation['job']) => invites.get(operation.inviteId),
    blockerOf,
    earlierThatAreDue,
    knowsEarlier,
    nextStep,
    noteDoubt,
    noteTold,
    noteLink,
  };

  async function load(jobIds: string[], into: Map<string, Job>): Promise<void> {
    const { tenantId } = run.account;
    const refs = [...new Set(jobIds)].map((jobId) => ({ tenantId, jobId }));
    for (const job of refs.length === 0 ? [] : await run.loadJobs(refs)) {
      into.set(job.jobId, job);
    }
  }

  /**
   * The operations of the link that were accepted before this one, without those before the last that was done. That one is among
   * them: its worker may have died before it stored its end.
   */
  function earlierIds({ jobId, operation }: AddressedOperation['job']): string[] {
    const { operationIds = [], link } = invites.get(operation.inviteId) ?? {};
    const doneUntil = link?.doneUntil === undefined ? 0 : operationIds.indexOf(link.doneUntil);
    return operationIds.slice(Math.max(doneUntil, 0), Math.max(operationIds.indexOf(jobId), 0));
  }

  /** False where one has a place before this one and is not stored yet. */
  function knowsEarlier(job: AddressedOperation['job']): boolean {
    return earlierIds(job).every((jobId) => find(jobId) !== undefined);
  }

  function find(jobId: string): Job | undefined {
    return run.jobs.get(jobId) ?? others.get(jobId);
  }

  /** What must be final before this operation is done: the request that makes its link, or an operation before it. */
  function blockerOf(job: AddressedOperation['job']): Job | undefined {
    const { inviteId } = job.operation;
    const invite = run.jobs.get(inviteId) ?? invites.get(inviteId);
    const before = [invite, ...earlierIds(job).map(find)];
    return before.find((each) => each !== undefined && !isFinal(each.status));
  }

  /** Operations that come before these on the same links, and may be done now: their own turn would come later. */
  function earlierThatAreDue(): AddressedOperation[] {
    const given = new Set(entries.map(({ job }) => job.jobId));
    const found = new Map<string, AddressedOperation>();
    for (const entry of entries) {
      for (const jobId of earlierIds(entry.job)) {
        const job = others.get(jobId);
        const isWanted = job !== undefined && !given.has(jobId) && !isNewer(job) && !isFinal(job.status);
        if (isWanted && (isDue(job, run.now()) || job.status === 'blocked')) {
          found.set(jobId, { ...entry, job: job as AddressedOperation['job'] });
        }
      }
    }
    return [...found.values()];
  }

  /** Where Telegram has refused to know the link, it is looked at before anything is concluded. */
  function nextStep({ jobId, operation }: AddressedOperation['job']): NextStep | LinkStep {
    if (doubted.has(jobId)) {
      return lookAtLink;
    }
    const link = invites.get(operation.inviteId)?.link;
    // The worker that did it died before it stored its end. Later ones may have come since, so it is not done again.
    return link?.doneUntil === jobId
      ? done
      : rulesOf[operation.kind].nextStep(operation, link, told.get(jobId));
  }

  /** @returns false where a look has left the same doubt before: looking again would change nothing. */
  function noteDoubt({ jobId }: Job, method: string): boolean {
    const doubt = `${jobId} ${method}`;
    if (doubts.has(doubt)) {
      return false;
    }
    doubts.add(doubt);
    doubted.add(jobId);
    return true;
  }

  /** The state of the link is about to be stored. */
  function noteLink({ operation }: AddressedOperation['job'], link: LinkState): void {
    const invite = invites.get(operation.inviteId);
    if (invite !== undefined) {
      invites.set(operation.inviteId, { ...invite, link });
    }
  }

  /** Telegram has answered a call. What it told in a look, after a doubt, is no answer to the operation itself. */
  function noteTold({ jobId }: Job, answer: ToldLink): void {
    if (!doubted.delete(jobId)) {
      told.set(jobId, answer);
    }
  }
}
