import type { MetricName, metricSettings } from '../../functions/aws/metrics.ts';

/** What Prometheus is told of the metrics that the functions write into their logs (EMF). */
export interface MetricRegistry {
  /** @param service the function that wrote the line. */
  addLine(service: string, line: string): void;
  /** All of it, as text: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
  print(): string;
}

type Unit = (typeof metricSettings)[MetricName]['unit'];

interface Family {
  type: 'counter' | 'gauge' | 'histogram';
  /** By the labels of each series, as they are printed. */
  series: Map<string, Series>;
}

interface Series {
  value: number;
  count: number;
  /** Of a histogram: how many values were at most as large as each bound. */
  atMost: number[];
}

/** They tell how things are, not what has happened. */
const levels: readonly string[] = ['Accounts', 'OldestPendingJob', 'OldestUntakenJob'] satisfies MetricName[];

/** Upper bounds in seconds. */
const bounds = [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400];

interface EmfLine {
  _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string; Unit: Unit }[] }[] };
  [member: string]: unknown;
}

export function createMetricRegistry(): MetricRegistry {
  const families = new Map<string, Family>();
  return { addLine, print };

  function addLine(service: string, text: string): void {
    if (!text.startsWith('{"_aws":')) {
      return;
    }
    const line = JSON.parse(text) as EmfLine;
    for (const { Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
      const words = (Dimensions[0] ?? []).filter((name) => name !== 'service');
      const labels = words.map((name) => [name, String(line[name])] as const);
      for (const { Name, Unit } of Metrics) {
        for (const value of [line[Name]].flat()) {
          add(Name, Unit, [['service', service], ...labels], Number(value));
        }
      }
    }
  }

  function add(name: string, unit: Unit, labels: (readonly [string, string])[], value: number): void {
    const isCount = unit === 'Count';
    const [familyName, own] = nameFamily(name, unit);
    const type = levels.includes(name) ? 'gauge' : isCount ? 'counter' : 'histogram';
    const family = families.get(familyName) ?? { type, series: new Map<string, Series>() };
    families.set(familyName, family);
    const key = [...labels, ...own].map(([label, word]) => `${label}="${escapeLabel(word)}"`).join(',');
    const series = family.series.get(key) ?? { value: 0, count: 0, atMost: bounds.map(() => 0) };
    family.series.set(key, series);
    const amount = isCount ? value : value / 1000;
    series.value = type === 'gauge' ? amount : series.value + amount;
    series.count += 1;
    series.atMost = series.atMost.map((before, index) => before + (amount <= (bounds[index] ?? 0) ? 1 : 0));
  }

  function print(): string {
    const lines = [...families]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, family]) => [
        `# TYPE ${name} ${family.type}`,
        ...[...family.series].flatMap(([labels, series]) => printSeries(name, family.type, labels, series)),
      ]);
    return `${lines.join('\n')}\n`;
  }
}

/**
 * The name that Prometheus knows a metric by, and labels that come of its name: the methods of Telegram are one family.
 */
export function nameFamily(name: string, unit: Unit): [string, [string, string][]] {
  const isMethod = !/^[A-Z]/.test(name);
  const words = isMethod ? 'telegram_calls' : name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const ending = levels.includes(name) ? '' : '_total';
  return [
    `invite_spool_${words}${unit === 'Count' ? ending : '_seconds'}`,
    isMethod ? [['method', name]] : [],
  ];
}

function printSeries(
  name: string,
  type: Family['type'],
  labels: string,
  { value, count, atMost }: Series,
): string[] {
  if (type !== 'histogram') {
    return [`${name}{${labels}} ${value}`];
  }
  return [
    ...bounds.map((bound, index) => `${name}_bucket{${labels},le="${bound}"} ${atMost[index]}`),
    `${name}_bucket{${labels},le="+Inf"} ${count}`,
    `${name}_sum{${labels}} ${value}`,
    `${name}_count{${labels}} ${count}`,
  ];
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
