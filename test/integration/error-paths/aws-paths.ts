import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { newApiKey } from '../../../functions/core/account/api-key.ts';
import { createSqsEvent, createSqsRecord } from '../../functions/worker/sqs-event.ts';
import { accept, settle } from '../follow-jobs.ts';
import { seedAccount } from '../seed-account.ts';
import { driveCommand } from './command-paths.ts';
import { ask, finish, type Scene } from './scene.ts';

/** Messages that nobody here wrote. */
export async function driveForeignMessages(scene: Scene, sessionString: string): Promise<void> {
  const bodies = { 'no JSON': sessionString, 'other JSON': JSON.stringify({ session: sessionString }) };
  for (const [name, body] of Object.entries(bodies)) {
    await invoke(scene, 'worker', createSqsEvent(createSqsRecord(name, body)));
    finish(scene, `a message: ${name}`);
  }
}

async function invoke({ service, written }: Scene, name: string, event: unknown): Promise<void> {
  const outcome = await service.system.stack.invoke(name, event).catch((error: unknown) => error);
  written.push({ name: 'invocation', text: inspect(outcome, { depth: 10 }) });
}

/**
 * The queue, the tables and at last the whole database go, under an API, a worker, a sweeper and an operator's tool that
 * are used meanwhile. Nothing works after this.
 */
export async function driveAwsFailures(scene: Scene, directory: string): Promise<void> {
  const { service } = scene;
  const { tables, stack } = service.system;
  const { account, accountId, peer } = await seedAccount(service, 'aws');
  const jobId = await accept(service, { account, peer });
  await settle(service, jobId);
  const message = JSON.stringify({ tenantId: service.system.demo.tenantId, jobId, accountId });
  function drop(TableName: string) {
    return service.dynamoDb.send(new DeleteTableCommand({ TableName }));
  }
  const post = { body: JSON.stringify({ account, peer }) };

  async function drive(path: string, work: () => Promise<unknown>): Promise<void> {
    await work();
    finish(scene, `AWS: ${path}`);
  }

  async function refused(
    status: number,
    ...request: [method: string, path: string, init?: Parameters<typeof ask>[3]]
  ) {
    const answer = await ask(scene, ...request);
    if (answer.status !== status) {
      throw new Error(`${request.join(' ')}: ${answer.status} ${answer.text}`);
    }
  }

  function work() {
    return invoke(scene, 'worker', createSqsEvent(createSqsRecord('message 1', message)));
  }

  function sweep() {
    return invoke(scene, 'sweeper', {});
  }

  await service.sqs.send(new DeleteQueueCommand({ QueueUrl: stack.environmentOf('api').JOBS_QUEUE_URL }));
  await drive('a request without a queue', () => refused(202, 'POST', '/v1/invites', post));
  await drop(tables.keys);
  const authorization = `Bearer ${newApiKey(randomBytes(24))}`;
  await drive('keys without a table', () =>
    refused(500, 'GET', '/v1/accounts', { headers: { authorization } }),
  );
  await drop(tables.jobs);
  await drive('a job without a table', () => refused(500, 'GET', `/v1/invites/${jobId}`));
  await drive('a request without a table', () => refused(500, 'POST', '/v1/invites', post));
  await drive('the worker without jobs', work);
  await drive('the sweeper without jobs', sweep);
  await drop(tables.accounts);
  await drive('accounts without a table', () => refused(500, 'GET', '/v1/accounts'));
  await drive('chats without a table', () => refused(500, 'GET', '/v1/accounts/main/chats'));
  await drive('the worker without accounts', work);
  await drive('the sweeper without accounts', sweep);
  await driveCommand(scene, directory, 'the tables gone', { argv: ['check', 'main'] });
  process.kill(stack.dynamodbPid ?? 0, 'SIGKILL');
  await drive('a request without a database', () => refused(503, 'POST', '/v1/invites', post));
  await drive('the worker without a database', work);
  await drive('the sweeper without a database', sweep);
  await driveCommand(scene, directory, 'the database gone', { argv: ['list'] });
}
