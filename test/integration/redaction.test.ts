import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createQueue } from '../../functions/aws/queue.ts';
import type { Job } from '../../functions/core/job/job.ts';
import { createStateFile } from '../../local/state-file.ts';
import { localClientSettings } from '../../operator/system/local-client-settings.ts';
import { authKeyIndex } from '../../telegram-emulator/world/world.ts';
import { startQueues } from '../functions/aws/local-stores.ts';
import { driveAwsFailures, driveForeignMessages } from './error-paths/aws-paths.ts';
import { driveFailingCommands } from './error-paths/command-paths.ts';
import { driveBadRequests } from './error-paths/http-paths.ts';
import { driveFailingLogins } from './error-paths/login-paths.ts';
import { readRows, type Scene } from './error-paths/scene.ts';
import { driveBadKeyFiles, driveBadSeals } from './error-paths/seal-paths.ts';
import { driveBrokenConnections, driveRpcErrors } from './error-paths/telegram-paths.ts';
import { listLinks, listSecrets, type Secrets, searchSecrets, type Written } from './find-secrets.ts';
import { make } from './follow-jobs.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import { tellFailure } from './tell-failure.ts';

/** All paths below on which something fails. A path that is added is counted here, and one that is lost is missed. */
const pathCount = 161;

/** Some groups start dozens of jobs or processes, on a machine that others use too. */
const timeout = 120_000;

let scene: Scene;
let directory: string;
/** Of a session that Telegram has ended. */
let sessionString: string;
let queues: Awaited<ReturnType<typeof startQueues>>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  queues = await startQueues();
  const service = await startLocalService();
  scene = { service, written: [], secrets: {}, driven: [] };
  createStateFile(directory, service.system).write();
  sessionString = endSession(service);
});
afterAll(async () => {
  await scene.service.close();
  await rm(directory, { recursive: true });
});
tellFailure(() => scene.service);

/** @returns the session as gramjs writes it: '1', then base64 of data centre, length of the address, address, port, key. */
function endSession({ demo, telegram: { dcId, host, port } }: LocalService): string {
  const user = demo.world.addUser({ phone: '9996629999', firstName: 'Ended' });
  const { authKey, authKeyId } = demo.world.mintAuthKey(user, dcId);
  const held = demo.world.authKeys.get(authKeyIndex(dcId, authKeyId));
  if (held === undefined) {
    throw new Error('the key is gone');
  }
  held.userId = undefined;
  const head = Buffer.from([dcId, 0, host.length]);
  const tail = Buffer.from([port >> 8, port & 255]);
  return `1${Buffer.concat([head, Buffer.from(host), tail, authKey]).toString('base64')}`;
}

/** Every row of the three tables, and the messages that go with the jobs among them. */
async function readStored(): Promise<Written[]> {
  const { accounts, jobs, keys } = scene.service.system.tables;
  const rows = await Promise.all([accounts, jobs, keys].map((table) => readRows(scene, table)));
  const all = rows.flat();
  const kept = all.filter(({ name }) => name === jobs).map(({ text }) => toJob(JSON.parse(text)));
  return [...all, ...(await sendAndReceive(kept))];
}

/** As functions/aws/job-store.ts reads a row. */
function toJob({ pk, ...fields }: { pk: string } & Job): Job {
  const [tenantId = '', jobId = ''] = pk.split('#');
  return { ...fields, tenantId, jobId };
}

/** What the queue hands out for each job. */
async function sendAndReceive(jobs: Job[]): Promise<Written[]> {
  const client = new SQSClient({ endpoint: queues.endpoint, ...localClientSettings });
  const { sendJob } = createQueue(client, queues.queueUrl);
  const received: Written[] = [];
  for (const job of jobs) {
    await sendJob(job);
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: queues.queueUrl, MessageSystemAttributeNames: ['All'] }),
    );
    const [message] = Messages;
    if (message === undefined) {
      throw new Error(`no message came for ${JSON.stringify(job)}`);
    }
    received.push({ name: 'message', text: JSON.stringify(message) });
    await client.send(
      new DeleteMessageCommand({ QueueUrl: queues.queueUrl, ReceiptHandle: message.ReceiptHandle }),
    );
  }
  client.destroy();
  return received;
}

function allSecrets(): Secrets {
  return { ...listSecrets(scene.service), ...scene.secrets, 'session string': [sessionString.slice(0, 40)] };
}

test('every class of error of Telegram is driven at every call that a job makes', { timeout }, () =>
  driveRpcErrors(scene),
);

test('connections are driven to break, before and after the call', { timeout }, () =>
  driveBrokenConnections(scene),
);

test('sessions are driven that do not open, and key files that cannot be used', { timeout }, async () => {
  await driveBadSeals(scene);
  await driveBadKeyFiles(scene);
});

test('requests and messages are driven with secrets in the wrong places', { timeout }, async () => {
  await driveBadRequests(scene, sessionString);
  await driveForeignMessages(scene, sessionString);
});

test('logins are driven to fail in each way, and nothing of them is stored', { timeout }, async () => {
  await driveFailingLogins(scene);
});

test('commands of the operator’s tool are driven to fail', { timeout }, () =>
  driveFailingCommands(scene, directory, sessionString),
);

test('nothing that is stored or sent holds a secret, and a link is in its job alone', async () => {
  await make(scene.service, { account: 'main', peer: '@launch' });
  const stored = await readStored();
  expect(stored.length).toBeGreaterThan(200);
  expect(searchSecrets(allSecrets(), stored)).toEqual([]);
  const elsewhere = stored.filter(({ name }) => name !== scene.service.system.tables.jobs);
  expect(searchSecrets(listLinks(scene.service), elsewhere)).toEqual([]);
});

test('the queue, the tables and the database are driven to fail', { timeout }, () =>
  driveAwsFailures(scene, directory),
);

test('nothing that was logged, answered or printed on all these paths holds a secret', () => {
  const { service, written, driven } = scene;
  console.log(
    `${driven.length} error paths driven, ${service.lines.recorded.length + written.length} texts searched`,
  );
  expect(service.lines.recorded.map(({ name }) => name)).toEqual(expect.arrayContaining(['api', 'worker']));
  expect(searchSecrets(allSecrets(), [...service.lines.recorded, ...written])).toEqual([]);
  expect(searchSecrets(listLinks(service), service.lines.recorded)).toEqual([]);
  expect(driven).toHaveLength(pathCount);
});
