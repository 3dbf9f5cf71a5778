import { expect, test, vi } from 'vitest';
import { createMetrics, type RecordMetric } from '../../../functions/aws/metrics.ts';
import { createMetricRegistry } from '../../../local/metrics/metric-registry.ts';

/** The lines that a function writes of what is recorded. */
function linesOf(recordAll: (record: RecordMetric) => void): string[] {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const { record, publish } = createMetrics();
    recordAll(record);
    publish.after?.({ context: { functionName: 'invite-spool-dev-worker' } } as never);
    return write.mock.calls.map(([text]) => String(text).trimEnd());
  } finally {
    write.mockRestore();
  }
}

test('counts add up, times fall into buckets, levels are the last ones told', () => {
  const registry = createMetricRegistry();
  const lines = linesOf((record) => {
    record('JobsFinished', 2, 'succeeded');
    record('JobsFinished', 1, 'failed');
    record('TimeToLink', 300, 'succeeded');
    record('TimeToLink', 20_000, 'succeeded');
    record('messages.exportChatInvite', 3, 'ok');
    record('Accounts', 4, 'active');
  });
  const later = linesOf((record) => {
    record('JobsFinished', 5, 'succeeded');
    record('Accounts', 3, 'active');
  });
  for (const line of ['{"level":"INFO"}', 'no JSON', ...lines, ...later]) {
    registry.addLine('worker', line);
  }
  const text = registry.print();
  expect(text.split('\n').filter((line) => !line.includes('_bucket'))).toEqual([
    '# TYPE invite_spool_accounts gauge',
    'invite_spool_accounts{service="worker",status="active"} 3',
    '# TYPE invite_spool_jobs_finished_total counter',
    'invite_spool_jobs_finished_total{service="worker",outcome="succeeded"} 7',
    'invite_spool_jobs_finished_total{service="worker",outcome="failed"} 1',
    '# TYPE invite_spool_telegram_calls_total counter',
    'invite_spool_telegram_calls_total{service="worker",result="ok",method="messages.exportChatInvite"} 3',
    '# TYPE invite_spool_time_to_link_seconds histogram',
    'invite_spool_time_to_link_seconds_sum{service="worker",outcome="succeeded"} 20.3',
    'invite_spool_time_to_link_seconds_count{service="worker",outcome="succeeded"} 2',
    '',
  ]);
  expect(text).toContain('_bucket{service="worker",outcome="succeeded",le="0.25"} 0\n');
  expect(text).toContain('_bucket{service="worker",outcome="succeeded",le="0.5"} 1\n');
  expect(text).toContain('_bucket{service="worker",outcome="succeeded",le="30"} 2\n');
  expect(text).toContain('_bucket{service="worker",outcome="succeeded",le="+Inf"} 2\n');
});
