import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';
import { type CloudFormationTemplate, propertiesOf, variablesOf } from '../cloudformation-template.ts';
import type { Target } from './target.ts';

/** How many of each function may run at once, as the packaged template says. */
export interface ConcurrencySizes {
  worker: number;
  webhook: number;
  sweeper: number;
  dueShards: number;
  heldAnswers: number;
  /** What the API reserves; undefined where the functions share the account's quota. */
  reservedApi: number | undefined;
}

/** What AWS leaves to functions that reserve nothing: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const minUnreserved = 100;
const advice = 'See "Concurrency" in docs/deploy.md.';

/**
 * Holds the packaged sizes against each other and against the AWS account's quota. Where the quota cannot be read, it says
 * what is needed and goes on.
 * @throws RefusedError
 */
export async function checkConcurrency(
  template: CloudFormationTemplate,
  readQuota: () => Promise<number>,
  { note }: Pick<Terminal, 'note'>,
): Promise<void> {
  const sizes = readSizes(template);
  refuse(findMisfit(sizes));
  let quota: number;
  try {
    quota = await readQuota();
  } catch (error) {
    const reason = error instanceof Error ? error.name : String(error);
    note(
      `The quota of concurrent executions could not be read (${reason}). The stage needs ${countNeeded(sizes)}.`,
    );
    return;
  }
  refuse(findExcess(sizes, quota));
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) {
    throw new RefusedError(`${problem} Nothing was deployed. ${advice}`);
  }
}

/** @returns what does not fit of the sizes themselves. */
export function findMisfit({
  worker,
  webhook,
  sweeper,
  dueShards,
  heldAnswers,
  reservedApi,
}: ConcurrencySizes): string | undefined {
  for (const [name, size] of Object.entries({ workerConcurrency: worker, webhookConcurrency: webhook })) {
    // https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html
    if (!Number.isInteger(size) || size < 2 || size > 1000) {
      return `${name} must be a whole number from 2 to 1000, and is ${size}.`;
    }
  }
  if (sweeper > dueShards) {
    return `sweepers (${sweeper}) must not be above dueShards (${dueShards}): each begins with partitions of its own.`;
  }
  if (!Number.isInteger(heldAnswers) || heldAnswers < 4) {
    return `heldAnswers must be a whole number of at least 4, and is ${heldAnswers}.`;
  }
  return reservedApi !== undefined && reservedApi <= heldAnswers
    ? `apiConcurrency (${reservedApi}) must be above heldAnswers (${heldAnswers}): held answers would take up the whole API.`
    : undefined;
}

/** @returns what of the sizes does not fit into the account's quota. */
export function findExcess(sizes: ConcurrencySizes, quota: number): string | undefined {
  const needed = countNeeded(sizes);
  if (needed <= quota) {
    return undefined;
  }
  const { worker, webhook, sweeper, heldAnswers, reservedApi } = sizes;
  const left = reservedApi === undefined ? '' : `, and ${minUnreserved} that AWS leaves unreserved`;
  return `The stage needs ${needed} concurrent executions (${worker} of the worker, ${webhook} of the webhook function, ${sweeper} of the sweeper, ${reservedApi ?? heldAnswers + 1} of the API${left}), and the AWS account has ${quota} in this region. Lower the parameters, or raise Lambda's quota "Concurrent executions".`;
}

/** The API needs one more than the answers that it may hold. */
export function countNeeded({
  worker,
  webhook,
  sweeper,
  heldAnswers,
  reservedApi,
}: ConcurrencySizes): number {
  const api = reservedApi === undefined ? heldAnswers + 1 : reservedApi + minUnreserved;
  return worker + webhook + sweeper + api;
}

export function readSizes(template: CloudFormationTemplate): ConcurrencySizes {
  function startedBy(mapping: string): number {
    return (propertiesOf(template, mapping).ScalingConfig as { MaximumConcurrency: number })
      .MaximumConcurrency;
  }
  const { ReservedConcurrentExecutions } = propertiesOf(template, 'ApiLambdaFunction');
  const { SWEEPERS, DUE_SHARDS } = variablesOf(template, 'SweeperLambdaFunction');
  return {
    worker: startedBy('WorkerEventSourceMappingSQSJobsQueue'),
    webhook: startedBy('WebhookEventSourceMappingSQSWebhooksQueue'),
    sweeper: Number(SWEEPERS),
    dueShards: Number(DUE_SHARDS),
    heldAnswers: Number(variablesOf(template, 'ApiLambdaFunction').HELD_ANSWERS),
    reservedApi: ReservedConcurrentExecutions as number | undefined,
  };
}

/** The concurrent executions that the AWS account has in the target's region. */
export async function readConcurrencyQuota({ region, env }: Target): Promise<number> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = env;
  const client = new LambdaClient({
    region,
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
    },
  });
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    if (AccountLimit?.ConcurrentExecutions === undefined) {
      throw new Error('the answer has no ConcurrentExecutions');
    }
    return AccountLimit.ConcurrentExecutions;
  } finally {
    client.destroy();
  }
}
