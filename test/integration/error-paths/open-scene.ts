import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import { createQueue } from '../../../functions/aws/queue.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { createStateFile } from '../../../local/state-file.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { authKeyIndex } from '../../../telegram-emulator/world/world.ts';
import { startQueues } from '../../functions/aws/local-stores.ts';
import { listLinks, listSecrets, type Secrets, searchSecrets, type Written } from '../find-secrets.ts';
import { make } from '../follow-jobs.ts';
import { type LocalService, startLocalService } from '../local-service.ts';
import { tellFailure } from '../tell-failure.ts';
import { readRows, type Scene } from './scene.ts';

/** Some groups start dozens of jobs or processes, on a machine that others use too. */
export const timeout = 120_000;

/** A scene for one test file: a whole system, which is driven along paths on which something fails, and searched for secrets. */
export interface OpenScene {
  scene: Scene;
  /** Tells where the system is. */
  directory: string;
  /** Of a session that Telegram has ended. */
  sessionString: string;
  queues: Awaited<ReturnType<typeof startQueues>>;
}

/** Opens a scene before the tests of the file that calls this, and closes it after them. */
export function openScene(): () => OpenScene {
  let opened: OpenScene;
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
    const queues = await startQueues();
    const service = await startLocalService();
    const scene = { service, written: [], secrets: {}, driven: [] };
    createStateFile(directory, service.system).write();
    opened = { scene, directory, sessionString: endSession(service), queues };
  });
  afterAll(async () => {
    await opened.scene.service.close();
    await rm(opened.directory, { recursive: true });
  });
  tellFailure(() => opened.scene.service);
  return () => opened;
}

/** Nothing that is stored or sent holds a secret, and a link is in its job alone. @param minRows as many as the paths have left at least. */
export async function expectStoredIsClean(open: OpenScene, minRows: number): Promise<void> {
  const { service } = open.scene;
  await make(service, { account: 'main', peer: '@launch' });
  const stored = await readStored(open);
  expect(stored.length).toBeGreaterThan(minRows);
  expect(searchSecrets(allSecrets(open), stored)).toEqual([]);
  const elsewhere = stored.filter(({ name }) => name !== service.system.tables.jobs);
  expect(searchSecrets(listLinks(service), elsewhere)).toEqual([]);
}

/**
 * Nothing that was logged, answered or printed holds a secret.
 * @param pathCount of all paths driven. A path that is added is counted there, and one that is lost is missed.
 */
export function expectWrittenIsClean(open: OpenScene, pathCount: number): void {
  const { service, written, driven } = open.scene;
  const { recorded } = service.lines;
  console.log(`${driven.length} error paths driven, ${recorded.length + written.length} texts searched`);
  expect(recorded.map(({ name }) => name)).toEqual(expect.arrayContaining(['api', 'worker']));
  expect(searchSecrets(allSecrets(open), [...recorded, ...written])).toEqual([]);
  expect(searchSecrets(listLinks(service), recorded)).toEqual([]);
  expect(driven).toHaveLength(pathCount);
}

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
async function readStored({ scene, queues }: OpenScene): Promise<Written[]> {
  const { accounts, jobs, keys } = scene.service.system.tables;
  const rows = await Promise.all([accounts, jobs, keys].map((table) => readRows(scene, table)));
  const all = rows.flat();
  const kept = all.filter(({ name }) => name === jobs).map(({ text }) => toJob(JSON.parse(text)));
  return [...all, ...(await sendAndReceive(kept, queues))];
}

/** As functions/aws/job-store.ts reads a row. */
function toJob({ pk, ...fields }: { pk: string } & Job): Job {
  const [tenantId = '', jobId = ''] = pk.split('#');
  return { ...fields, tenantId, jobId };
}

/** What the queue hands out for each job. */
async function sendAndReceive(jobs: Job[], queues: OpenScene['queues']): Promise<Written[]> {
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

function allSecrets({ scene, sessionString }: OpenScene): Secrets {
  return { ...listSecrets(scene.service), ...scene.secrets, 'session string': [sessionString.slice(0, 40)] };
}
