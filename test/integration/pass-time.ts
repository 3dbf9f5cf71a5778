import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { createJobStore } from '../../functions/aws/job-store.ts';
import type { Job } from '../../functions/core/job/job.ts';
import type { WatchProgress } from '../../functions/core/job/watch-progress.ts';
import type { AwsStack } from '../../local/aws/aws-stack.ts';
import type { FunctionLine, LocalService } from './local-service.ts';
import { accountStoreOf, type TestAccount } from './seed-account.ts';

/** A service whose tables are at hand. */
export interface TimedService {
  dynamoDb: DynamoDBClient;
  system: { stack: Pick<AwsStack, 'environmentOf'> };
}

/**
 * Lets time pass for an idle account and its job by moving every time stored about them into the past: the functions run
 * in processes of their own, on the machine's clock.
 */
export async function passTime(
  service: TimedService,
  { accountId }: Pick<TestAccount, 'accountId'>,
  jobId: string,
  passedMs: number,
): Promise<void> {
  const accounts = accountStoreOf(service);
  const account = await accounts.getAccount(accountId);
  if (account === undefined) {
    throw new Error(`there is no account ${accountId}`);
  }
  const { leasedAtMs, leaseUntilMs, blockedUntilMs, paidUntilMs, dueAtMs } = account;
  await accounts.putAccount({
    ...account,
    blockedUntilMs: Object.fromEntries(
      Object.entries(blockedUntilMs).map(([method, untilMs]) => [method, untilMs - passedMs]),
    ),
    ...(leasedAtMs === undefined ? {} : { leasedAtMs: leasedAtMs - passedMs }),
    ...(leaseUntilMs === undefined ? {} : { leaseUntilMs: leaseUntilMs - passedMs }),
    ...(paidUntilMs === undefined ? {} : { paidUntilMs: paidUntilMs - passedMs }),
    ...(dueAtMs === undefined ? {} : { dueAtMs: dueAtMs - passedMs }),
  });
  const jobs = createJobStore(
    service.dynamoDb,
    service.system.stack.environmentOf('worker').JOBS_TABLE ?? '',
  );
  const job = await jobs.getJob({ tenantId: account.tenantId, jobId });
  if (job === undefined || !(await jobs.saveJob(ageJob(job, passedMs)))) {
    throw new Error(`the job ${jobId} is not there, or not idle`);
  }
}

function ageJob(job: Job, passedMs: number): Job {
  const { dueAtMs, intentAtMs, calledUntilMs, unseenAtMs, wait, watch } = job;
  return {
    ...job,
    version: job.version + 1,
    updatedAtMs: job.updatedAtMs - passedMs,
    ...(dueAtMs === undefined ? {} : { dueAtMs: dueAtMs - passedMs }),
    // Not the intent: Telegram's clock stands where it is, and with it the dates of the links to look for.
    ...(intentAtMs === undefined ? {} : { intentAtMs }),
    // But for how long the call can be executed.
    ...(calledUntilMs === undefined ? {} : { calledUntilMs: calledUntilMs - passedMs }),
    ...(unseenAtMs === undefined ? {} : { unseenAtMs: unseenAtMs - passedMs }),
    ...(watch === undefined ? {} : { watch: ageWatch(watch, passedMs) }),
    ...(wait === undefined ? {} : { wait: { ...wait, retryAtMs: wait.retryAtMs - passedMs } }),
  };
}

function ageWatch(watch: WatchProgress, passedMs: number): WatchProgress {
  const { lookedAtMs, countedAtMs } = watch;
  return {
    ...watch,
    ...(lookedAtMs === undefined ? {} : { lookedAtMs: lookedAtMs - passedMs }),
    ...(countedAtMs === undefined ? {} : { countedAtMs: countedAtMs - passedMs }),
  };
}

/** Longer than Telegram may still execute a call: see `latestExecutionMs`. */
const outlastingMs = 400_000;

/**
 * Waits until a search has found no link for `count` of these jobs, and lets the time pass in which their calls could still make
 * one.
 */
export async function outlastCalls(
  service: LocalService,
  account: TestAccount,
  jobIds: string[],
  count = jobIds.length,
): Promise<void> {
  const unseen = new Set<unknown>();
  function isLast(line: FunctionLine): line is FunctionLine {
    const { jobId, reason } = line.entry;
    if (line.name === 'worker' && reason === 'OUTCOME_UNKNOWN' && jobIds.includes(String(jobId))) {
      unseen.add(jobId);
    }
    return unseen.size >= count;
  }
  await service.lines.waitFor(isLast);
  for (const jobId of unseen) {
    await passTime(service, account, String(jobId), outlastingMs);
  }
}

/** How many messages the queue holds, visible or not. */
export async function countMessages({ sqs, system }: LocalService): Promise<number> {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: system.stack.environmentOf('worker').JOBS_QUEUE_URL,
      AttributeNames: [...names],
    }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes[name]), 0);
}
