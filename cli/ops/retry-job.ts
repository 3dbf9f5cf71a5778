import { createQueue } from '../../functions/aws/queue.ts';
import { dueShardOf, sweepEveryMs } from '../../functions/core/account/due-entry.ts';
import { jobIdOfRetry } from '../../functions/core/ids.ts';
import { isFinal, type Job, maxReconciliations } from '../../functions/core/job/job.ts';
import { newJob } from '../../functions/core/job/new-job.ts';
import { findDateProblems } from '../../functions/core/request/invite-request.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { JsonOption } from '../../operator/terminal/program.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { findJob } from './find-job.ts';
import { findQueueUrl, queuePairsOf, withSqs } from './queues.ts';

export interface RetryOptions extends JsonOption {
  evenIfMade?: true;
}

/**
 * `job retry ID`: a new job of the same request as one that failed. The old one is not touched, nor is its batch. Once
 * only: given again, when nobody saw what the first came to, it makes no second link.
 * @throws RefusedError when it did not fail, when it may have made a link, when its request is out of date, or when it
 * was asked for again before.
 */
export async function retryJob(context: CommandContext, jobId: string, options: RetryOptions): Promise<void> {
  const { system, terminal, now } = context;
  const failed = await findJob(context, jobId);
  const refusal =
    findRefusal(context, failed, options.evenIfMade === true) ?? (await findAccountRefusal(context, failed));
  if (refusal !== undefined) {
    throw new RefusedError(refusal);
  }
  const { tenantId, accountId, request, requestId, callback } = failed;
  const job = newJob(
    {
      tenantId,
      jobId: jobIdOfRetry(tenantId, jobId),
      accountId,
      request,
      // So that one search of the logs tells both.
      ...(requestId === undefined ? {} : { requestId }),
      ...(callback === undefined
        ? {}
        : { callback: { url: callback.url, status: 'pending' as const, attempts: 0 } }),
    },
    now(),
  );
  // Before the job is stored, or it is forgotten when its message is not sent: see due-entry.ts.
  await system.accounts.ensureDue(accountId, dueShardOf(accountId), now() + sweepEveryMs);
  const stored = await system.jobs.createJob(job);
  if (stored !== 'created') {
    throw new RefusedError(describeEarlierRetry(context, jobId, stored));
  }
  await send(context, job);
  terminal.print(
    options.json
      ? JSON.stringify({ id: job.jobId, retry_of: jobId, status: job.status }, null, 2)
      : `${job.jobId} asks for the same link again. ${system.commandLine(`job show ${job.jobId}`, 'ops')}`,
  );
}

function findRefusal({ system, now }: CommandContext, job: Job, evenIfMade: boolean): string | undefined {
  const { jobId, status, newerSchema } = job;
  if (newerSchema !== undefined) {
    return `${jobId} was written by a newer version of this service: use its tool.`;
  }
  if (job.operation !== undefined) {
    return `${jobId} is an operation: ask for it again as its caller did (${job.operation.kind}).`;
  }
  if (!isFinal(status)) {
    return `${jobId} is ${status}, so a worker goes on with it: ${system.commandLine(`job show ${jobId}`, 'ops')}`;
  }
  if (status !== 'failed') {
    return `${jobId} is ${status}: only a job that failed is asked for again.`;
  }
  if (mayHaveLink(job) && !evenIfMade) {
    return `${jobId} may have made a link. Look in the chat's invite links; if there is none, or one more does no harm, add --even-if-made.`;
  }
  const problems = findDateProblems(job.request, now());
  return problems.length === 0
    ? undefined
    : `Its request is out of date: ${problems.map(({ detail }) => detail).join(' ')} Send a new one.`;
}

function describeEarlierRetry(
  { system }: CommandContext,
  failedJobId: string,
  { jobId, status }: Job,
): string {
  const next = system.commandLine(`job ${status === 'failed' ? 'retry' : 'show'} ${jobId}`, 'ops');
  return `${failedJobId} was asked for again before: ${jobId} is ${status}. ${next}`;
}

async function findAccountRefusal({ system }: CommandContext, { accountId, request }: Job) {
  const account = await system.accounts.getAccount(accountId);
  return account === undefined
    ? `There is no account "${request.account}" any more. Log it in: ${system.commandLine(`login ${request.account}`)}`
    : undefined;
}

/** A job that failed for something else failed after its outcome was known, or before it was called for. */
function mayHaveLink({ outcome, error, reconciliations, calledAtMs }: Job): boolean {
  return (
    outcome !== undefined ||
    // Given up while its chat could not be searched: core/settle-failure.ts, core/reconcile-jobs.ts.
    reconciliations >= maxReconciliations ||
    // The row does not keep whether that call had an answer: core/account.ts, removalOf.
    (error?.type === 'ACCOUNT_REMOVED' && calledAtMs !== undefined)
  );
}

/** The row is the truth: what is not sent here the sweeper sends. */
async function send({ system, terminal }: CommandContext, job: Job): Promise<void> {
  try {
    await withSqs(system, async (sqs) => {
      const [{ queueName }] = queuePairsOf(system);
      await createQueue(sqs, await findQueueUrl(sqs, queueName)).sendJob(job);
    });
  } catch (error) {
    terminal.note(
      `Its message could not be sent (${(error as Error).name}): the sweeper sends it within two minutes.`,
    );
  }
}
