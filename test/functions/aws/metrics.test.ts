import { afterEach, expect, test, vi } from 'vitest';
import { createMetrics } from '../../../functions/aws/metrics.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What an invocation that recorded this writes. It goes to the process's standard output. */
function publish(metrics: ReturnType<typeof createMetrics>): Record<string, unknown>[] {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  metrics.publish.after?.({ context: { functionName: 'invite-spool-test-worker' } } as never);
  vi.restoreAllMocks();
  return written.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line));
}

test('metrics are written as EMF under the function’s name and their own dimensions, in one line', () => {
  const metrics = createMetrics();
  metrics.record('messages.exportChatInvite', 1, 'ok');
  metrics.record('Sweeps', 1);
  const [line, ...others] = publish(metrics);
  expect(others).toEqual([]);
  expect(line).toEqual({
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        {
          Namespace: 'invite-spool',
          Dimensions: [['service', 'result']],
          Metrics: [{ Name: 'messages.exportChatInvite', Unit: 'Count' }],
        },
        {
          Namespace: 'invite-spool',
          Dimensions: [['service']],
          Metrics: [{ Name: 'Sweeps', Unit: 'Count' }],
        },
      ],
    },
    service: 'invite-spool-test-worker',
    result: 'ok',
    'messages.exportChatInvite': 1,
    Sweeps: 1,
  });
});

test('the same metric under another word has another line; counts are added up, of times each is kept', () => {
  const metrics = createMetrics();
  for (const took of [420, 380]) {
    metrics.record('JobsFinished', 1, 'succeeded');
    metrics.record('TimeToLink', took, 'succeeded');
  }
  metrics.record('JobsFinished', 1, 'failed');
  const [succeeded, failed, ...others] = publish(metrics);
  expect(succeeded).toMatchObject({ outcome: 'succeeded', JobsFinished: 2, TimeToLink: [420, 380] });
  expect(failed).toMatchObject({ outcome: 'failed', JobsFinished: 1 });
  expect(others).toEqual([]);
});

test('more times than a line may hold go on in another, counted by the same word', () => {
  const metrics = createMetrics();
  for (let index = 0; index < 150; index++) {
    metrics.record('TimeToLink', index, 'succeeded');
  }
  const lines = publish(metrics);
  expect(lines.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
  expect(lines.flatMap(({ TimeToLink }) => TimeToLink)).toHaveLength(150);
});

test('what one invocation recorded is not written by the next', () => {
  const metrics = createMetrics();
  metrics.record('Sweeps', 1);
  expect(publish(metrics)).toHaveLength(1);
  expect(publish(metrics)).toHaveLength(0);
});
