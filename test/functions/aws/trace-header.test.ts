import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test, vi } from 'vitest';
import { createSqsClient } from '../../../functions/aws/clients.ts';
import { functionNames } from '../../../infra/build.ts';
import { projectDirectory } from '../../../project-directory.ts';

const traceId = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

test('the header that Lambda gives a trace goes with every message, without a library of X-Ray', async () => {
  const server = createServer((_request, response) => response.end('{}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const variables = {
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_LAMBDA_FUNCTION_NAME: 'test',
    _X_AMZN_TRACE_ID: traceId,
  };
  for (const [name, value] of Object.entries(variables)) {
    vi.stubEnv(name, value);
  }
  const client = createSqsClient();
  const asked = once(server, 'request');
  const sent = client.send(new SendMessageCommand({ QueueUrl: `${endpoint}/1/q`, MessageBody: 'x' }));
  const [{ headers }] = await asked;
  expect(headers['x-amzn-trace-id']).toBe(traceId);
  await Promise.allSettled([sent]);
  client.destroy();
  server.close();
  vi.unstubAllEnvs();
});

test.each(functionNames)('the bundle of %s keeps what forwards it', async (name) => {
  const bundle = await readFile(join(projectDirectory, '.build', name, 'index.mjs'), 'utf8');
  expect(bundle).toContain('_X_AMZN_TRACE_ID');
  expect(bundle).toContain('X-Amzn-Trace-Id');
});
