import { expect } from 'vitest';
import { createFileKeyProvider } from '../../functions/aws/key-provider.ts';
import { createWebhookSecrets } from '../../functions/aws/webhook-secrets.ts';
import { accept, request, requestIdsOf, settle } from './follow-jobs.ts';
import type { FunctionLine, LocalService } from './local-service.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';
import { type Receiver, startReceiver } from './webhook-receiver.ts';

let service: LocalService;
let receiver: Receiver;
test.beforeAll(async ({ service: shared }) => {
  service = shared;
  const { demo, stack } = service.system;
  const secrets = createWebhookSecrets(
    service.dynamoDb,
    stack.environmentOf('webhook').WEBHOOKS_TABLE ?? '',
    () => createFileKeyProvider(service.keyFile),
  );
  receiver = await startReceiver(async () => (await secrets.getSecrets(demo.tenantId, Date.now())).secret);
});
test.afterAll(() => receiver.close());
tellFailure(() => service);

/** Resolves with the line of the request that made that job or batch when it has been written. */
function requestLine(made: { jobId: string } | { batchId: string }) {
  const [[name, id] = []] = Object.entries(made);
  return service.lines.waitFor(
    (line): line is FunctionLine => line.entry.message === 'request' && line.entry[name ?? ''] === id,
  );
}

/** Resolves when the webhook function has told of the job. */
function told(jobId: string) {
  return service.lines.waitFor(
    (line): line is FunctionLine => line.name === 'webhook' && line.entry.jobId === jobId,
  );
}

test('the id of a request is in the lines of the API, the worker and the webhook function about its job', async () => {
  const id = await accept(service, {
    account: 'main',
    peer: '@launch',
    callback_url: receiver.url('told'),
  });
  await Promise.all([settle(service, id), told(id)]);
  const { entry } = await requestLine({ jobId: id });
  expect(entry).toMatchObject({ route: '/v1/invites', requestId: expect.stringMatching(/^[\w+/]{15}=$/) });
  const { worker, webhook } = requestIdsOf(service, id);
  expect({ worker, webhook }).toEqual({ worker: [entry.requestId], webhook: [entry.requestId] });
});

test('the request of a batch and all its jobs share one id', async () => {
  const { body } = await request<{ id: string; items: { id: string }[] }>(
    service,
    'POST',
    '/v1/invites/batch',
    {
      body: JSON.stringify({ item: { account: 'main', peer: '@launch' }, count: 3 }),
    },
  );
  await Promise.all(body.items.map(({ id }) => settle(service, id)));
  const { entry } = await requestLine({ batchId: body.id });
  expect(entry.route).toBe('/v1/invites/batch');
  for (const { id } of body.items) {
    expect(requestIdsOf(service, id)).toMatchObject({ worker: [entry.requestId] });
  }
});

test('all that is logged are lines that lost nothing on their way, and metrics of numbers by words', async () => {
  await service.system.stack.runSchedules();
  // A function's lines may arrive after its answer.
  await service.lines.waitFor(
    (line): line is FunctionLine => line.name === 'sweeper' && line.entry.message === 'swept',
  );
  const { recorded } = service.lines;
  expect(new Set(recorded.map(({ name }) => name))).toEqual(new Set(['api', 'worker', 'webhook', 'sweeper']));
  const metrics = recorded.filter(({ entry }) => '_aws' in entry);
  expect(metrics.length).toBeGreaterThan(0);
  for (const { entry } of metrics) {
    expectNumbersByWords(entry);
  }
  for (const { text, entry } of recorded.filter((line) => !metrics.includes(line))) {
    expect(entry, text).toMatchObject({ level: expect.any(String), message: expect.any(String) });
    expect(entry, text).not.toHaveProperty('dropped');
    expect(text).not.toContain('[dropped]');
  }
});

interface Emf {
  _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function expectNumbersByWords({ _aws, ...members }: Record<string, unknown>): void {
  const metrics = (_aws as Emf['_aws']).CloudWatchMetrics;
  const dimensions = new Set(metrics.flatMap(({ Dimensions }) => Dimensions.flat()));
  const names = metrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
  expect(Object.keys(members).sort()).toEqual([...dimensions, ...names].sort());
  for (const dimension of dimensions) {
    expect(members[dimension]).toMatch(/^[A-Za-z][A-Za-z._-]{1,40}$/);
  }
  for (const name of names) {
    for (const value of [members[name]].flat()) {
      expect(value).toBeTypeOf('number');
    }
  }
}
