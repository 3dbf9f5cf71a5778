import { afterEach, expect, test, vi } from 'vitest';
import { createMetrics } from '../../../functions/aws/metrics.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What an invocation that recorded this writes. Powertools writes to the process's standard output. */
function publish(metrics: ReturnType<typeof createMetrics>): Record<string, unknown>[] {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  metrics.publish.after?.({ context: { functionName: 'invite-spool-test-worker' } } as never);
  vi.restoreAllMocks();
  return written.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line));
}

test('metrics are written as EMF under the function’s name and their own dimensions', () => {
  const metrics = createMetrics();
  metrics.record('TelegramCalls', 1, 'messages.exportChatInvite', 'ok');
  metrics.record('TelegramCalls', 1, 'messages.exportChatInvite', 'ok');
  metrics.record('TimeToLink', 420);
  const [calls, time] = publish(metrics);
  expect(calls).toMatchObject({
    service: 'invite-spool-test-worker',
    method: 'messages.exportChatInvite',
    result: 'ok',
    TelegramCalls: [1, 1],
  });
  expect(calls?._aws).toMatchObject({
    CloudWatchMetrics: [
      {
        Namespace: 'invite-spool',
        Dimensions: [['service', 'method', 'result']],
        Metrics: [{ Unit: 'Count' }],
      },
    ],
  });
  expect(time).toMatchObject({ service: 'invite-spool-test-worker', TimeToLink: 420 });
  expect(time?._aws).toMatchObject({ CloudWatchMetrics: [{ Dimensions: [['service']] }] });
});

test('what one invocation recorded is not written by the next', () => {
  const metrics = createMetrics();
  metrics.record('Sweeps', 1);
  expect(publish(metrics)).toHaveLength(1);
  expect(publish(metrics)).toHaveLength(0);
});
