import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { metricSettings, metricsNamespace } from '../../functions/aws/metrics.ts';
import type { CloudFormationTemplate } from '../../infra/cloudformation-template.ts';
import { readPackagedTemplate } from '../../infra/package.ts';
import { projectDirectory } from '../../project-directory.ts';
import { resourcesOf } from './proof/template.ts';

interface Alarm {
  AlarmName: string;
  Namespace?: string;
  MetricName?: string;
  Dimensions?: { Name: string; Value: unknown }[];
  AlarmActions: unknown[];
}

interface Widget {
  type: string;
  x: number;
  width: number;
  properties: { markdown?: string; metrics?: (string | { expression?: string })[][] };
}

let template: CloudFormationTemplate;
let alarms: [string, Alarm][];
let widgets: Widget[];
let page: string;

beforeAll(async () => {
  template = await readPackagedTemplate();
  alarms = resourcesOf<Alarm>(template, 'AWS::CloudWatch::Alarm');
  const [dashboard] = resourcesOf<{ DashboardBody: { 'Fn::Sub': string } }>(
    template,
    'AWS::CloudWatch::Dashboard',
  );
  widgets = JSON.parse(dashboard?.[1].DashboardBody['Fn::Sub'] ?? '{}').widgets;
  page = await readFile(join(projectDirectory, 'docs/operating.md'), 'utf8');
});

/** A metric of ours and the names of its dimensions, as CloudWatch would look for them. */
function told(name: string, dimensions: string[]) {
  return `${name} by ${dimensions.toSorted().join(', ')}`;
}

/** What the code writes: every metric has the dimension `service` beside its own. */
function dimensionsOf(settings: object) {
  return ['service', ...('dimension' in settings ? [`${settings.dimension}`] : [])];
}

const written = Object.entries(metricSettings).map(([name, settings]) => told(name, dimensionsOf(settings)));

/** A search that names no metric finds all that are counted by these dimensions. */
function found(expression: string): string[] {
  const [, schema, metric] =
    /\{invite-spool,([\w,]+)\} [^']*?(?:MetricName="(\w+)")?'/.exec(expression) ?? [];
  if (schema === undefined) {
    return [`unread: ${expression}`];
  }
  const names = schema.split(',');
  return metric === undefined
    ? written.filter((each) => each.endsWith(told('', names)))
    : [told(metric, names)];
}

function onDashboard(): string[] {
  const rows = widgets.flatMap(({ properties }) => properties.metrics ?? []);
  return rows.flatMap(([first, name, ...rest]) => {
    if (typeof first === 'object') {
      return found(first.expression ?? '');
    }
    const names = rest.filter((each, index) => typeof each === 'string' && index % 2 === 0);
    return first === metricsNamespace ? [told(String(name), names as string[])] : [];
  });
}

test('every alarm has an entry in docs/operating.md, and every entry an alarm', () => {
  const entries = [...page.matchAll(/^### (\w+)$/gm)].map(([, name]) => `${name}Alarm`);
  expect(entries.length).toBeGreaterThan(5);
  expect(entries.toSorted()).toEqual(alarms.map(([name]) => name).toSorted());
});

test('an alarm bears the name of its entry, and tells the topic of it', () => {
  for (const [name, { AlarmName, AlarmActions }] of alarms) {
    expect(`${AlarmName.split('-').at(-1)}Alarm`).toBe(name);
    expect(AlarmActions).toEqual([
      { 'Fn::If': ['HasAlarmEmail', { Ref: 'AlarmTopic' }, { Ref: 'AWS::NoValue' }] },
    ]);
  }
});

test('every metric of ours that an alarm watches is written by the code, with these dimensions', () => {
  const watched = alarms.flatMap(([, { Namespace, MetricName = '', Dimensions = [] }]) =>
    Namespace === metricsNamespace
      ? [
          told(
            MetricName,
            Dimensions.map(({ Name }) => Name),
          ),
        ]
      : [],
  );
  expect(watched.length).toBeGreaterThan(3);
  expect(watched.filter((each) => !written.includes(each))).toEqual([]);
});

test('the dashboard shows every metric that the code writes, and no other', () => {
  expect([...new Set(onDashboard())].toSorted()).toEqual(written.toSorted());
});

test('the jobs that each function ends are on the dashboard', () => {
  const rows = widgets.flatMap(({ properties }) => properties.metrics ?? []);
  const ends = rows.flatMap(([, name, , service, , outcome]) =>
    name === 'JobsFinished' ? [`${`${service}`.split('-').at(-1)} ${outcome}`] : [],
  );
  expect(ends.toSorted()).toEqual([
    'api cancelled',
    'sweeper expired',
    'worker cancelled',
    'worker expired',
    'worker failed',
    'worker succeeded',
  ]);
});

test('the dashboard answers what an operator asks, in that order', () => {
  expect(widgets.flatMap(({ properties }) => properties.markdown ?? [])).toEqual([
    '## Is it working?',
    '## How fast?',
    '## What is waiting, and why?',
    '## What needs me?',
  ]);
});
