import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';

/** The namespace in CloudWatch; the service dimension, a function's name, tells stages apart. */
export const metricsNamespace = 'invite-spool';

/**
 * Every metric there is, its unit, and what it is counted by. The values of a dimension are words of ours or Telegram's,
 * never ids: each combination is a metric that CloudWatch bills.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension
 */
export const metricSettings = {
  JobsFinished: { unit: MetricUnit.Count, dimension: 'outcome' },
  /** From the request's acceptance to its link. */
  TimeToLink: { unit: MetricUnit.Milliseconds },
  /** The same, of jobs whose first call made the link: Telegram refused none of their calls. */
  TimeToLinkFirstCall: { unit: MetricUnit.Milliseconds },
  Waits: { unit: MetricUnit.Count, dimension: 'reason' },
  WaitLength: { unit: MetricUnit.Milliseconds, dimension: 'reason' },
  /** Accounts taken out of work, as it happens. */
  AccountTroubles: { unit: MetricUnit.Count, dimension: 'status' },
  /** Accounts there are, told by every sweep. */
  Accounts: { unit: MetricUnit.Count, dimension: 'status' },
  /** Searches for a link that a call of unknown outcome may have made. */
  Reconciliations: { unit: MetricUnit.Count },
  LeaseConflicts: { unit: MetricUnit.Count },
  TelegramCalls: { unit: MetricUnit.Count, dimension: 'method', second: 'result' },
  Sweeps: { unit: MetricUnit.Count },
  SweeperRepairs: { unit: MetricUnit.Count },
  SweeperFailedSends: { unit: MetricUnit.Count },
  /** How long ago the job was due that has been due longest. 0 when none is. */
  OldestDueJob: { unit: MetricUnit.Milliseconds },
} as const;

export type MetricName = keyof typeof metricSettings;

/** Adds a value to a metric; `by` are the values of its dimensions, in their order. */
export type RecordMetric = (name: MetricName, value: number, ...by: string[]) => void;

interface Lot {
  dimensions: Record<string, string>;
  values: { name: MetricName; value: number }[];
}

/**
 * Collects an invocation's metrics and writes them to the log as EMF when it ends, whether it failed or not: no call of
 * an API, no grant, no time spent waiting.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics(): { record: RecordMetric; publish: MiddlewareObj } {
  let lots = new Map<string, Lot>();

  function record(name: MetricName, value: number, ...by: string[]): void {
    const dimensions = dimensionsOf(name, by);
    const key = JSON.stringify(dimensions);
    const lot = lots.get(key) ?? { dimensions, values: [] };
    lot.values.push({ name, value });
    lots.set(key, lot);
  }

  function publishLots({ context }: { context: { functionName: string } }): void {
    const full = lots;
    lots = new Map();
    for (const { dimensions, values } of full.values()) {
      const metrics = new Metrics({ namespace: metricsNamespace, serviceName: context.functionName });
      metrics.addDimensions(dimensions);
      for (const { name, value } of values) {
        metrics.addMetric(name, metricSettings[name].unit, value);
      }
      metrics.publishStoredMetrics();
    }
  }

  return { record, publish: { after: publishLots, onError: publishLots } };
}

function dimensionsOf(name: MetricName, by: string[]): Record<string, string> {
  const settings: { unit: string; dimension?: string; second?: string } = metricSettings[name];
  const names = [settings.dimension, settings.second].filter((each) => each !== undefined);
  return Object.fromEntries(names.map((each, index) => [each, by[index] ?? 'none']));
}
