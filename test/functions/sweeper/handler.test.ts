import type { Context } from 'aws-lambda';
import { expect, test, vi } from 'vitest';

// The module makes the deployed sweeper when it is imported, out of these. Nothing listens there.
for (const [name, value] of Object.entries({
  JOBS_TABLE: 'jobs',
  JOINS_TABLE: 'joins',
  ACCOUNTS_TABLE: 'accounts',
  JOBS_QUEUE_URL: 'https://sqs.invalid/jobs.fifo',
  WEBHOOKS_QUEUE_URL: 'https://sqs.invalid/webhooks.fifo',
  DUE_SHARDS: '4',
  SWEEPERS: '1',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
})) {
  vi.stubEnv(name, value);
}

const { handler } = await import('../../../functions/sweeper/handler.ts');

test('a sweep that fails throws words of ours alone, for Lambda logs them, and has a line that names the error', async () => {
  const written: string[] = [];
  function keep(text: string | Uint8Array) {
    return written.push(String(text)) > 0;
  }
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation(keep);
  }
  const failure = await handler({}, {
    functionName: 'test',
    getRemainingTimeInMillis: () => 50_000,
  } as Context).catch((error: unknown) => error);
  vi.restoreAllMocks();
  expect(failure).toEqual(new Error('The sweep failed. The line "sweep failed" says where.'));
  expect((failure as Error).cause).toBeUndefined();
  const [line] = written.filter((text) => text.includes('sweep failed'));
  expect(JSON.parse(line ?? '')).toMatchObject({
    level: 'ERROR',
    error: expect.stringContaining('Error at '),
  });
  expect(written.join()).not.toContain('127.0.0.1');
});
