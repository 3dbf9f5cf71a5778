import { randomBytes } from 'node:crypto';
import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { logSaves } from '../aws/job-log.ts';
import type { Log } from '../aws/log.ts';
import { type JobMessage, parseJobMessage } from '../aws/queue.ts';
import { faultRetryMs, type ReturnDeps, returnMessages } from '../aws/return-messages.ts';
import { type DrainDeps, drainAccount } from '../core/drain/drain-account.ts';
import type { Verdict } from '../core/drain/message-verdict.ts';
import { nextTendingReason } from '../core/job/tending.ts';
import { nextLookReason } from '../core/job/watch-transitions.ts';

export interface WorkerDeps extends DrainDeps, ReturnDeps {
  log: Log;
}

/** A record of a batch, and what its message says. */
interface ParsedRecord {
  record: SQSRecord;
  /** Undefined when this service did not write it. */
  message: JobMessage | undefined;
}

/** An unreadable message comes back this soon, so that SQS moves it to the dead-letter queue before long. */
const unreadableRetryMs = 1_000;

/**
 * Makes the handler of jobs: it groups the records of a batch by account and drains the accounts side by side. Messages that
 * have to come back are hidden for as long as their job waits. Never throws: that would make Lambda slow its polling down.
 */
export function createWorker(given: WorkerDeps) {
  const { log } = given;
  // The line of a call that begins says little: its outcome has a line too. So does that of a look, or a tending, after which the next one follows.
  const saveJob = logSaves(given.saveJob, (message, fields) =>
    log[fields.status === 'running' || isRoutine(fields.reason) ? 'debug' : 'info'](message, fields),
  );
  const deps = { ...given, saveJob };
  return async (
    event: SQSEvent,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const deadlineMs = deps.now() + context.getRemainingTimeInMillis();
    const records = event.Records.map((record) => ({ record, message: parseJobMessage(record.body) }));
    const groups = Map.groupBy(records, ({ message }) => message?.accountId);
    const failures = await Promise.all(
      [...groups].map(([accountId, group]) =>
        accountId === undefined
          ? returnUnreadable(deps, group)
          : drainGroup(deps, accountId, group, deadlineMs),
      ),
    );
    return { batchItemFailures: failures.flat() };
  };
}

function isRoutine(reason: unknown): boolean {
  return reason === nextLookReason || reason === nextTendingReason;
}

/**
 * Messages that this service did not write come back until SQS moves them to the dead-letter queue, which raises the alarm. Until
 * then they hold up their own group.
 */
async function returnUnreadable(deps: WorkerDeps, group: ParsedRecord[]): Promise<SQSBatchItemFailure[]> {
  for (const { record } of group) {
    deps.log.error('unreadable message', { messageId: record.messageId });
  }
  const atMs = deps.now() + unreadableRetryMs;
  return returnMessages(
    deps,
    group.map(({ record }) => ({ record, atMs })),
  );
}

/** Short, for it is a part of the account's row. */
function newOwner(): string {
  return randomBytes(9).toString('base64url');
}

/** Hides all of an account's messages: one that stays visible would hide the others for the queue's own timeout. */
async function drainGroup(
  deps: WorkerDeps,
  accountId: string,
  group: ParsedRecord[],
  deadlineMs: number,
): Promise<SQSBatchItemFailure[]> {
  const refs = group.flatMap(({ record, message }) =>
    message === undefined ? [] : { ...message, isNew: record.attributes.ApproximateReceiveCount === '1' },
  );
  let verdictOn: (jobId: string) => Verdict | undefined;
  try {
    const verdicts = await drainAccount(deps, { accountId, refs, owner: newOwner(), deadlineMs });
    verdictOn = (jobId) => verdicts.get(jobId);
  } catch (error) {
    deps.log.error('draining an account failed', { accountId, error });
    verdictOn = () => ({ kind: 'again', atMs: deps.now() + faultRetryMs });
  }
  const returning = group.flatMap(({ record, message }) => {
    const verdict = message && verdictOn(message.jobId);
    if (verdict?.kind === 'again' && verdict.isNewer) {
      const { jobId } = message as JobMessage;
      deps.log.info('left to a newer version of this service', { accountId, jobId });
    }
    return verdict?.kind === 'again' ? [{ record, atMs: verdict.atMs }] : [];
  });
  return returnMessages(deps, returning);
}
