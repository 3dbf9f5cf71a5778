import { readyTimeOf } from '../../functions/core/job/due.ts';
import { isFinal, type Job } from '../../functions/core/job/job.ts';
import { inviteIdOf } from '../../functions/core/job/operation.ts';
import type { JsonOption } from '../../operator/terminal/program.ts';
import { alignColumns, toPlainText } from '../../operator/terminal/table.ts';
import { describeState, toTime } from '../tool/account-facts.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { findJob } from './find-job.ts';

export interface TimelineEntry {
  atMs: number;
  text: string;
}

/** `job show ID`: what has become of a job, as its row tells it. Never the link: this may be pasted into a ticket. */
export async function showJob(context: CommandContext, jobId: string, { json }: JsonOption): Promise<void> {
  const { terminal, now } = context;
  const job = await findJob(context, jobId);
  const timeline = toTimeline(job, now());
  const facts = toFacts(job, await describeAccount(context, job));
  if (json) {
    const entries = timeline.map(({ atMs, text }) => ({ at: toTime(atMs), text }));
    terminal.print(JSON.stringify({ ...facts, timeline: entries }, null, 2));
    return;
  }
  const rows = Object.entries(facts).map(([name, value]) => [
    name.replaceAll('_', ' '),
    toPlainText(String(value)),
  ]);
  for (const line of [...alignColumns(rows), '', ...timeline.map(toLine)]) {
    terminal.print(line);
  }
  if (job.requestId !== undefined) {
    terminal.print('');
    terminal.print(
      'The last of each kind. Every step is in the logs of the functions, under the request id.',
    );
  }
}

/** What may keep the job's account from it; undefined of a job that has ended. */
async function describeAccount({ system, now }: CommandContext, job: Job): Promise<string | undefined> {
  if (isFinal(job.status)) {
    return undefined;
  }
  const account = await system.accounts.getAccount(job.accountId);
  return account === undefined ? 'removed' : [account.status, ...describeState(account, now())].join('; ');
}

function toFacts(job: Job, accountState: string | undefined) {
  const { jobId, tenantId, accountId, requestId, status, attempts, waits, reconciliations, sends } = job;
  return {
    id: jobId,
    tenant: tenantId,
    ...describeOperation(job),
    account: job.request.account,
    account_id: accountId,
    ...(accountState === undefined ? {} : { account_state: accountState }),
    // What to look for in the logs.
    ...(requestId === undefined ? {} : { request_id: requestId }),
    status,
    calls: attempts,
    refused_with_a_wait: waits,
    searches_for_its_link: reconciliations,
    repairs_by_the_sweeper: sends,
    outcome_unknown: job.intentAtMs !== undefined,
  };
}

function describeOperation({ operation }: Job) {
  const invite = inviteIdOf(operation);
  return operation === undefined
    ? {}
    : { operation: operation.kind, ...(invite === undefined ? {} : { invite }) };
}

/** What the row dates, in order. A row keeps the last of each kind: the log has the rest. */
export function toTimeline(job: Job, nowMs: number): TimelineEntry[] {
  const entries: (TimelineEntry | undefined)[] = [
    { atMs: job.createdAtMs, text: `accepted${describeBatch(job)}` },
    dated(job.calledAtMs, `call begun${job.intentAtMs === undefined ? '' : ', its outcome is not known'}`),
    dated(job.cancelRequestedAtMs, 'cancellation asked for'),
    job.finishedAtMs === undefined
      ? { atMs: job.updatedAtMs, text: describeStatus(job) }
      : { atMs: job.finishedAtMs, text: describeStatus(job) },
    job.finishedAtMs === undefined ? describeNext(job, nowMs) : undefined,
    job.finishedAtMs === undefined ? { atMs: job.deadlineMs, text: 'its deadline' } : undefined,
    dated(job.callback?.deliveredAtMs, `callback delivered, at attempt ${job.callback?.attempts}`),
    describePendingCallback(job),
  ];
  return entries.filter((entry) => entry !== undefined).sort((a, b) => a.atMs - b.atMs);
}

function dated(atMs: number | undefined, text: string): TimelineEntry | undefined {
  return atMs === undefined ? undefined : { atMs, text };
}

function describeBatch({ batch }: Job): string {
  return batch === undefined ? '' : `, as item ${batch.index + 1} of ${batch.size} of ${batch.batchId}`;
}

function describeStatus({ status, wait, error, outcome }: Job): string {
  const reason = wait === undefined ? '' : ` for ${wait.reason}${wait.method ? ` of ${wait.method}` : ''}`;
  const why = error === undefined ? '' : `: ${error.type} (${error.class}). ${error.detail}`;
  const result = outcome === undefined ? '' : ` (${outcome.kind})`;
  return `${status}${reason}${result}${why}`;
}

function describeNext(job: Job, nowMs: number): TimelineEntry | undefined {
  const atMs = readyTimeOf(job);
  if (atMs === undefined) {
    return undefined;
  }
  const isOverdue = atMs <= nowMs;
  return {
    atMs,
    text: isOverdue ? `due since then, and ${job.status}` : 'due: a worker takes it up from then on',
  };
}

function describePendingCallback({ callback, finishedAtMs }: Job): TimelineEntry | undefined {
  if (callback === undefined || callback.status === 'delivered' || finishedAtMs === undefined) {
    return undefined;
  }
  const last = callback.lastError === undefined ? '' : `, the last: ${callback.lastError}`;
  const text = `callback ${callback.status} after ${callback.attempts} attempts${last}`;
  return { atMs: callback.nextAttemptAtMs ?? finishedAtMs, text };
}

function toLine({ atMs, text }: TimelineEntry): string {
  return `${toTime(atMs)}  ${toPlainText(text)}`;
}
