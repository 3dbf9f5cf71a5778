import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { createMetricsPage } from '../../../local/metrics/metrics-page.ts';

const key = 'a-key-of-24-characters--';

async function ask(authorization: string | undefined, method = 'GET') {
  const page = createMetricsPage({ INVITE_SPOOL_METRICS_KEY: key });
  page.addLine(
    'sweeper',
    '{"_aws":{"CloudWatchMetrics":[{"Dimensions":[["service"]],"Metrics":[{"Name":"Sweeps","Unit":"Count"}]}]},"Sweeps":1}',
  );
  const request = {
    method,
    headers: authorization === undefined ? {} : { authorization },
  } as IncomingMessage;
  return page.answer(request, new AbortController().signal);
}

test('the right key reads the metrics', async () => {
  const { statusCode, body } = await ask(`Bearer ${key}`);
  expect(statusCode).toBe(200);
  expect(body.toString()).toContain('invite_spool_sweeps_total{service="sweeper"} 1');
});

test.each([undefined, 'Bearer another-key-of-24-letters', key, 'Bearer '])('%s does not', async (given) => {
  const { statusCode, body } = await ask(given);
  expect(statusCode).toBe(401);
  expect(body.toString()).not.toContain('sweeps');
});

test('nothing else than a GET is answered', async () => {
  expect(await ask(`Bearer ${key}`, 'POST')).toMatchObject({ statusCode: 405 });
});

test('without a key there is no such page, and a short key is refused', () => {
  expect(createMetricsPage({}).owns('/metrics')).toBe(false);
  expect(() => createMetricsPage({ INVITE_SPOOL_METRICS_KEY: 'short' })).toThrow(/at least 16 characters/);
});
