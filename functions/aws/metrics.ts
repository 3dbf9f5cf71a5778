import type { MiddlewareObj } from '@middy/core';
import {
  deleteMethod,
  editMethod,
  exportMethod,
  listMethod,
  refreshMethod,
  resolveMethods,
} from '../core/rpc/methods.ts';

/** The namespace in CloudWatch; the service dimension, a function's name, tells stages apart. */
export const metricsNamespace = 'invite-spool';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
const MetricUnit = { Count: 'Count', Milliseconds: 'Milliseconds' } as const;

const calls = { unit: MetricUnit.Count, dimension: 'result' } as const;

/**
 * Every metric there is, its unit, and what it is counted by. The values of a dimension are words of ours or Telegram's,
 * never ids: each combination is a metric that CloudWatch bills.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension
 */
export const metricSettings = {
  JobsAccepted: { unit: MetricUnit.Count },
  /** Answers of 429 and 5xx, by the problem's slug: API Gateway counts every kind of answer, but not why. */
  Refusals: { unit: MetricUnit.Count, dimension: 'problem' },
  JobsFinished: { unit: MetricUnit.Count, dimension: 'outcome' },
  /** The same of operations on links that exist. */
  OperationsFinished: { unit: MetricUnit.Count, dimension: 'outcome' },
  /** From the request's acceptance to its link. */
  TimeToLink: { unit: MetricUnit.Milliseconds, dimension: 'outcome' },
  /** The same without the time the job waited: see `waitedMsOf`. */
  TimeToLinkWithoutWaits: { unit: MetricUnit.Milliseconds, dimension: 'outcome' },
  Waits: { unit: MetricUnit.Count, dimension: 'reason' },
  WaitLength: { unit: MetricUnit.Milliseconds, dimension: 'reason' },
  /** Accounts taken out of work, as it happens. */
  AccountTroubles: { unit: MetricUnit.Count, dimension: 'status' },
  /** Accounts there are, told by every sweep: those that work as the daily walk has counted them. */
  Accounts: { unit: MetricUnit.Count, dimension: 'status' },
  /** Searches for a link that a call of unknown outcome may have made. */
  Reconciliations: { unit: MetricUnit.Count },
  /** Links of rotations that could not be made. */
  RotationFailures: { unit: MetricUnit.Count },
  LeaseConflicts: { unit: MetricUnit.Count },
  // Calls to Telegram, each method's under its own name, and the connections opened for them.
  connect: calls,
  [resolveMethods.username]: calls,
  [resolveMethods.inviteHash]: calls,
  [resolveMethods.channel]: calls,
  [exportMethod]: calls,
  [listMethod]: calls,
  [editMethod]: calls,
  [deleteMethod]: calls,
  [refreshMethod]: calls,
  /** Requests to receivers, by what came of each. */
  CallbackAttempts: { unit: MetricUnit.Count, dimension: 'outcome' },
  /** Ends that nobody will be told of: `failed` as often as is tried, or their endpoint is `disabled`. */
  CallbacksGivenUp: { unit: MetricUnit.Count, dimension: 'status' },
  /** Takes that left less than a fifth of their pool, and takes that found nothing. */
  PoolLow: { unit: MetricUnit.Count },
  PoolEmpty: { unit: MetricUnit.Count },
  Sweeps: { unit: MetricUnit.Count },
  /** Accounts that a sweep failed on. Their ids are in the log. */
  AccountsNotSwept: { unit: MetricUnit.Count },
  SweeperRepairs: { unit: MetricUnit.Count },
  SweeperFailedSends: { unit: MetricUnit.Count },
  /** See `measureSweep`. */
  OldestPendingJob: { unit: MetricUnit.Milliseconds },
  OldestUntakenJob: { unit: MetricUnit.Milliseconds },
} as const;

export type MetricName = keyof typeof metricSettings;

/** Adds a value to a metric; `by` is the word it is counted by, where it has a dimension. */
export type RecordMetric = (name: MetricName, value: number, by?: string) => void;

/** Metrics counted by the same words. */
interface Lot {
  dimensions: Record<string, string>;
  values: Map<MetricName, number[]>;
}

/** Of one metric in a line: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const maxValues = 100;

/** A line of the log under way: what CloudWatch makes metrics of, and the members that hold their words and values. */
interface Line {
  directives: object[];
  members: Record<string, string | number | number[]>;
}

/**
 * Collects an invocation's metrics and writes them to the log as EMF when it ends, whether it failed or not: no call of
 * an API, no grant, no time spent waiting. Counts are added up; of times each is kept, for percentiles. They share a line as far as
 * its members allow: each line is paid for.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics(): { record: RecordMetric; publish: MiddlewareObj } {
  let lots = new Map<string, Lot>();

  function record(name: MetricName, value: number, by?: string): void {
    const dimensions = dimensionsOf(name, by);
    const key = JSON.stringify(dimensions);
    const { values } = lots.get(key) ?? { values: new Map<MetricName, number[]>() };
    const before = values.get(name) ?? [];
    const isCount = metricSettings[name].unit === MetricUnit.Count;
    values.set(name, isCount ? [(before[0] ?? 0) + value] : [...before, value]);
    lots.set(key, { dimensions, values });
  }

  function publishLots({ context }: { context: { functionName: string } }): void {
    const full = lots;
    lots = new Map();
    const lines: Line[] = [];
    for (const lot of [...full.values()].flatMap(splitLot)) {
      addLot(lines, lot);
    }
    for (const { directives, members } of lines) {
      const _aws = { Timestamp: Date.now(), CloudWatchMetrics: directives };
      process.stdout.write(`${JSON.stringify({ _aws, service: context.functionName, ...members })}\n`);
    }
  }

  return { record, publish: { after: publishLots, onError: publishLots } };
}

/** Into lots that a line can hold. */
function splitLot({ dimensions, values }: Lot): Lot[] {
  const longest = Math.max(...[...values.values()].map(({ length }) => length));
  return Array.from({ length: Math.ceil(longest / maxValues) }, (_, index) => ({
    dimensions,
    values: new Map(
      [...values]
        .map(([name, all]) => [name, all.slice(index * maxValues, (index + 1) * maxValues)] as const)
        .filter(([, some]) => some.length > 0),
    ),
  }));
}

/** To the first line that has none of its members yet. */
function addLot(lines: Line[], { dimensions, values }: Lot): void {
  const metrics = [...values].map(
    ([name, all]) => [name, all.length === 1 ? (all[0] as number) : all] as const,
  );
  const members = { ...dimensions, ...Object.fromEntries(metrics) };
  const line = lines.find((each) => Object.keys(members).every((name) => !(name in each.members)));
  const directive = {
    Namespace: metricsNamespace,
    Dimensions: [['service', ...Object.keys(dimensions)]],
    Metrics: metrics.map(([Name]) => ({ Name, Unit: metricSettings[Name].unit })),
  };
  if (line === undefined) {
    lines.push({ directives: [directive], members });
  } else {
    line.directives.push(directive);
    Object.assign(line.members, members);
  }
}

function dimensionsOf(name: MetricName, by = 'none'): Record<string, string> {
  const settings = metricSettings[name];
  return 'dimension' in settings ? { [settings.dimension]: by } : {};
}
