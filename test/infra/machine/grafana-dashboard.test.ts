import { expect, test } from 'vitest';
import { type MetricName, metricSettings } from '../../../functions/aws/metrics.ts';
import dashboard from '../../../infra/machine/grafana-dashboard.json' with { type: 'json' };
import { nameFamily } from '../../../local/metrics/metric-registry.ts';

const families = Object.entries(metricSettings).map(([name, settings]) => ({
  family: nameFamily(name as MetricName, settings.unit)[0],
  labels: ['dimension' in settings ? settings.dimension : '', 'service', 'method', 'le'],
}));

test('every query names metrics that there are, and labels that they have', () => {
  const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  expect(expressions.length).toBeGreaterThan(8);
  for (const expr of expressions) {
    const [name = ''] = /invite_spool_\w+/.exec(expr) ?? [];
    const known = families.filter(({ family }) => family === name.replace(/_(bucket|sum|count)$/, ''));
    expect(known, expr).not.toEqual([]);
    const [, by = ''] = /by \(([^)]*)\)/.exec(expr) ?? [];
    const labels = known.flatMap((each) => each.labels);
    expect(
      by.split(', ').filter((label) => label !== '' && !labels.includes(label)),
      expr,
    ).toEqual([]);
  }
});
