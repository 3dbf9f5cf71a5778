import { createKeyStore } from '../../../functions/aws/api-key-store.ts';
import { createCallbackQueue } from '../../../functions/aws/callback-queue.ts';
import { createCallbackStore } from '../../../functions/aws/callback-store.ts';
import { createEndpointStore } from '../../../functions/aws/endpoint-store.ts';
import { createJobDecisions } from '../../../functions/aws/job-decisions.ts';
import { createJobLinks } from '../../../functions/aws/job-links.ts';
import { createJobLists } from '../../../functions/aws/job-lists.ts';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { createDueDeliveries } from '../../../functions/aws/join-deliveries.ts';
import { createDeliveryStore, createJoinReads, createWatchStore } from '../../../functions/aws/join-store.ts';
import { createKmsKeyProvider } from '../../../functions/aws/key-provider.ts';
import { createOperationBatches } from '../../../functions/aws/operation-batches.ts';
import { createPoolStore } from '../../../functions/aws/pool-store.ts';
import { createPoolTakes } from '../../../functions/aws/pool-takes.ts';
import { createQueue } from '../../../functions/aws/queue.ts';
import { createRotationStore } from '../../../functions/aws/rotation-store.ts';
import { sealSession, unsealSession } from '../../../functions/aws/session-seal.ts';
import { createWebhookSecrets } from '../../../functions/aws/webhook-secrets.ts';
import { nothingLearned } from '../../../functions/core/pace/learned-pace.ts';
import { splitPool } from '../../../functions/core/pool/pool-rows.ts';
import {
  endRotation,
  newRotation,
  rotateNow,
} from '../../../functions/core/rotation/rotation-transitions.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { createWritableAccountStore } from '../../functions/aws/writable-account-store.ts';
import { createPoolLink, createPoolRecord } from '../../functions/core/pool/pool-records.ts';
import { createAccountRecord, createJobRecord, startMs } from '../../functions/core/records.ts';
import type { RecordedClients } from './record-commands.ts';

const accountId = 'acc_a';
const tenantId = 'ten_a';
const url = 'https://example.com/hook';
const job = createJobRecord(1);
const pool = createPoolRecord({ ready: [createPoolLink(1)] });
/** One of several rows. */
const large = { ...pool, name: 'large', rowCount: 2 };
const knownLarge = { ...large, rows: splitPool(large) };
const ref = { tenantId, jobId: job.jobId };
const operationBatch = {
  tenantId,
  batchId: 'bat_1',
  requestHash: '',
  inviteIds: [job.jobId],
  unfinished: 0,
  createdAtMs: startMs,
};
const takeInput = {
  ref: pool,
  takeId: 'tak_1',
  take: { atMs: startMs },
  isUnpriced: false,
  nowMs: startMs,
};
const hidden = [{ receiptHandle: 'none', visibilityTimeout: 60 }];
const session = {
  dcId: 2,
  address: '127.0.0.1',
  port: 443,
  authKey: '',
  apiId: 1,
  apiHash: '',
  userId: '1',
};
const chat = {
  chatId: '-1001',
  title: 'Launch',
  kind: 'channel',
  role: 'creator',
  canExport: true,
  inputPeer: { kind: 'channel', channelId: '1', accessHash: '2' },
} as const;
const lease = {
  owner: 'one',
  untilMs: startMs + 1,
  nowMs: startMs,
  method: exportMethod,
  jobIds: [job.jobId],
};
const settlement = {
  unsettled: [],
  recentLinks: [],
  paidUntilMs: startMs,
  learnedPace: nothingLearned,
  settledAtMs: startMs,
  serverSalts: '',
};
const place = { tenantId, accountId, chatId: '-1001' };
const joinSettings = { retentionDays: 7, now: () => startMs };
const delivery = { url, status: 'idle', attempts: 0, toldUntil: 0 } as const;
const tracked = {
  ...place,
  jobId: job.jobId,
  account: 'main',
  link: 'https://t.me/+a',
  track: true,
  sinceMs: startMs,
  events: 1,
  joins: 1,
  fence: 1,
  delivery,
} as const;
const joined = { id: 'evt_1', number: 1, atMs: startMs, kind: 'joined', via: 'link', userId: '7' } as const;
const joinRequest = { userId: '8', requestedAtMs: startMs, accessHash: '0' };
const watch = createJobRecord(9, {
  operation: { kind: 'watch' },
  watch: { chatId: place.chatId, sinceMs: startMs, intervalMs: 1 },
});
const rotation = newRotation(
  {
    tenantId,
    name: 'poster',
    slug: 'poster',
    accountId,
    request: { account: 'main', peer: '@launch', every: 'P1D', template: {} },
    requestHash: '',
    schedule: { every: 'P1D', anchorMs: startMs, timeZone: 'UTC' },
    overlapMs: 0,
  },
  startMs,
);
const rotated = rotateNow(rotation, {}, startMs);
const trouble = { type: 'PEER_FLOOD', class: 'account_halted', detail: 'Ask.', atMs: startMs } as const;

/**
 * Each operation that a function can reach, run as the functions run it: by the names of its creator and its own, and of the
 * function where that says for whom it is run.
 */
export async function prepareOperations(
  clients: RecordedClients,
): Promise<Record<string, () => Promise<unknown>>> {
  const { dynamoDb, sqs, kms, tables, queues, kmsKeyId } = clients;
  const accounts = createWritableAccountStore(dynamoDb, tables.accounts);
  const jobs = createJobStore(dynamoDb, tables.jobs);
  const lists = createJobLists(dynamoDb, tables.jobs);
  const links = createJobLinks(dynamoDb, tables.jobs);
  const batches = createOperationBatches(dynamoDb, tables.jobs);
  const callbacks = createCallbackStore(dynamoDb, tables.jobs);
  const apiKeys = createKeyStore(dynamoDb, tables.keys);
  const endpoints = createEndpointStore(dynamoDb, tables.webhooks);
  const keys = createKmsKeyProvider(kms, kmsKeyId);
  const secrets = createWebhookSecrets(dynamoDb, tables.webhooks, () => keys);
  const joinReads = createJoinReads(dynamoDb, tables.joins, {
    ...joinSettings,
    eraseDecision: async () => undefined,
  });
  const decisions = createJobDecisions(dynamoDb, tables.jobs);
  const dueDeliveries = createDueDeliveries(dynamoDb, tables.joins);
  // Without retention what is delivered is deleted.
  const deliveries = createDeliveryStore(dynamoDb, tables.joins, { ...joinSettings, retentionDays: 0 });
  const watches = createWatchStore(dynamoDb, tables.joins, { ...joinSettings, jobsTable: tables.jobs });
  const rotations = createRotationStore(dynamoDb, tables.standing);
  const pools = createPoolStore(dynamoDb, tables.standing);
  const poolTakes = createPoolTakes(dynamoDb, tables.standing, pools.getPool);
  const callbackQueue = createCallbackQueue(sqs, queues.webhooks);
  const jobsQueue = createQueue(sqs, queues.jobs);
  const webhooksQueue = createQueue(sqs, queues.webhooks);

  // What is there before a function looks.
  const sealed = await sealSession(keys, accountId, session);
  await accounts.putAccount(createAccountRecord({ accountId, tenantId }));
  await accounts.saveChats(accountId, [chat], startMs);
  await secrets.getSecrets('ten_opening', startMs);
  await apiKeys.putKey({ keyHash: 'hash', tenantId, name: 'shop', createdAtMs: startMs });
  await jobs.createJob(watch);
  await watches.trackLink(tracked);
  const look = {
    watch: { ...watch, version: 2 },
    events: [{ invite: ref, event: joined }],
    links: [tracked],
    unattributed: [{ id: 'evt_2', atMs: startMs, userId: '9' }],
  };
  await watches.saveLook(look);

  return {
    'createKeyStore.findKey': () => apiKeys.findKey('hash'),
    'createKeyStore.listNewestKeys': () => apiKeys.listNewestKeys(tenantId, 10),
    'createKeyStore.countRequests': () => apiKeys.countRequests('hash', startMs, 1),
    'createKeyStore.enterHeld': () => apiKeys.enterHeld('all', startMs, 'request', 2),
    'createKeyStore.leaveHeld': () => apiKeys.leaveHeld('all', startMs, 'request'),
    'createAccountStore.getAccount': () => accounts.getAccount(accountId),
    'createAccountStore.loadAccounts': () => accounts.loadAccounts([accountId, 'acc_b']),
    'createAccountStore.listAccountsOf': () => accounts.listAccountsOf(tenantId),
    'createAccountStore.ensureDue': () => accounts.ensureDue(accountId, '1', startMs),
    'createAccountStore.listChats': () => accounts.listChats(accountId, { limit: 10 }),
    'createAccountStore.listDueAccounts': () => accounts.listDueAccounts('1', startMs).next(),
    'createAccountStore.moveDue': async () => {
      await accounts.moveDue(accountId, startMs, { dueAtMs: startMs + 1, idleSinceMs: startMs });
      await accounts.moveDue(accountId, startMs, undefined);
    },
    'createAccountStore.countDueShard': () => accounts.countDueShard('halted'),
    'createAccountStore.findWalk': () => accounts.findWalk(),
    'createAccountStore.saveWalk': () => accounts.saveWalk({ startedAtMs: startMs, passed: 0 }),
    'createAccountStore.listAccountIds': () => accounts.listAccountIds(),
    'createAccountStore.saveFloodWait': () => accounts.saveFloodWait(accountId, exportMethod, startMs, []),
    'createAccountStore.saveTrouble': () => accounts.saveTrouble(accountId, 1, 'halted', trouble),
    'createAccountStore.takeLease': () => accounts.takeLease(accountId, lease),
    'createAccountStore.releaseLease': () => accounts.releaseLease(accountId, 1, settlement),
    'createAccountStore.getSession': () => accounts.getSession(accountId),
    'createAccountStore.findPeers': () => accounts.findPeers(accountId, ['@launch']),
    'createAccountStore.savePeer': () => accounts.savePeer(accountId, '@launch', chat.inputPeer),
    'createAccountStore.findPeerNames': () => accounts.findPeerNames(accountId, '@launch'),
    'createAccountStore.forgetPeer': () => accounts.forgetPeer(accountId, '@launch'),
    'createJobStore.createJob': () => jobs.createJob(job),
    'createJobStore.createJobs': () => jobs.createJobs([createJobRecord(2), createJobRecord(3)]),
    'createJobStore.getJob': () => jobs.getJob(ref),
    'createJobStore.loadJobs': () => jobs.loadJobs([ref]),
    'createJobStore.saveJob': () => jobs.saveJob({ ...job, version: 2 }),
    'createJobStore.listDueJobs': () => jobs.listDueJobs(accountId, { untilMs: startMs, limit: 10 }),
    'createJobStore.listDueRequests': () => jobs.listDueRequests(accountId, 10),
    'createJobStore.countUnfinishedJobs': () => jobs.countUnfinishedJobs(accountId, 10),
    'createJobLists.listJobsOf': () =>
      lists.listJobsOf(tenantId, { fromMs: 0, beforeMs: startMs, limit: 10 }),
    'createJobLists.listOperationsOf': () =>
      lists.listOperationsOf(tenantId, { fromMs: 0, beforeMs: startMs, limit: 10 }),
    'createJobLinks.saveLink': () => links.saveLink(ref, { asOfMs: startMs, fence: 1 }),
    'createJobLinks.saveOperationIds': () => links.saveOperationIds(ref, undefined, ['op_1']),
    'createOperationBatches.createOperationBatch': () => batches.createOperationBatch(operationBatch),
    'createOperationBatches.getOperationBatch': () => batches.getOperationBatch(tenantId, 'bat_1'),
    'createJobLists.countQuota': () => lists.countQuota('ten_a#shop', 10),
    'createCallbackStore.saveCallback': () =>
      callbacks.saveCallback(ref, 0, { url, status: 'pending', attempts: 1 }, startMs),
    'createCallbackStore.listWaitingCallbacks': () => callbacks.listWaitingCallbacks('0', 10),
    'createCallbackStore.listDueCallbacks': () => callbacks.listDueCallbacks('0', startMs, 10),
    'createCallbackQueue.sendCallback': () => callbackQueue.sendCallback(ref),
    'createCallbackQueue.resendCallbacks': () =>
      callbackQueue.resendCallbacks([{ ...ref, callbackDueAtMs: startMs }]),
    'createDeliveryStore.getTracked': () => deliveries.getTracked(ref),
    'createDeliveryStore.nextEvent': () => deliveries.nextEvent(ref, 0),
    'createDeliveryStore.saveDelivery': () =>
      deliveries.saveDelivery(ref, delivery, { ...delivery, toldUntil: 1 }),
    'createDueDeliveries.listDueDeliveries': () => dueDeliveries.listDueDeliveries('0', startMs, 10),
    'createCallbackQueue.sendEvents': () => callbackQueue.sendEvents(tracked),
    'createCallbackQueue.resendEvents': () => callbackQueue.resendEvents([{ ...ref, dueAtMs: startMs }]),
    'createJoinReads.getTracked': () => joinReads.getTracked(ref),
    'createJoinReads.listJoins': async () => {
      await joinReads.listJoins(tenantId, { inviteId: job.jobId, limit: 10 });
      await joinReads.listJoins(tenantId, { limit: 10 });
    },
    'createJoinReads.listRequests': () => joinReads.listRequests(place),
    'createJobDecisions.eraseDecision': () => decisions.eraseDecision(ref, '9'),
    'createJoinReads.noteDecision': () => joinReads.noteDecision(ref, '9'),
    'createJoinReads.erasePerson': () => joinReads.erasePerson(tenantId, '9'),
    'createWatchStore.findTracked': () => watches.findTracked(place, [tracked.link]),
    'createWatchStore.listTracked': () => watches.listTracked(place),
    'createWatchStore.trackLink': () => watches.trackLink(tracked),
    'createWatchStore.tellJoinsTo': () => watches.tellJoinsTo(tracked, url),
    'createWatchStore.keepInvite': async () => {
      await watches.keepInvite(tracked, startMs);
      // Its invite is gone.
      await watches.keepInvite({ ...tracked, jobId: 'inv_gone' }, startMs);
    },
    'createWatchStore.untrackLink': () => watches.untrackLink(tracked),
    'createWatchStore.saveLook': () =>
      watches.saveLook({
        ...look,
        watch: { ...watch, version: 3 },
        requests: { put: [joinRequest], remove: [{ ...joinRequest, userId: '9' }] },
      }),
    'createJobLinks.keepInviteUntil': () => links.keepInviteUntil(ref, startMs),
    'createRotationStore.createRotation': () => rotations.createRotation(rotation),
    'createRotationStore.getRotation': () => rotations.getRotation(rotation),
    'createRotationStore.listRotations': () => rotations.listRotations(tenantId, { after: 'a', limit: 1 }),
    'createRotationStore.findSlugLink': () => rotations.findSlugLink('poster'),
    'createRotationStore.saveRotation': () => rotations.saveRotation(rotated),
    'createRotationStore.saveDeleted': () =>
      rotations.saveDeleted(endRotation(rotated, { isRevoked: true }, startMs), 'poster'),
    'createRotationStore.removeRotation': () => rotations.removeRotation(rotation),
    'createWatchStore.findJoinsOf': () => watches.findJoinsOf(ref, ['7']),
    'createWatchStore.listRequests': () => watches.listRequests(place),
    'createWatchStore.saveRequests': () =>
      watches.saveRequests(place, { put: [joinRequest], remove: [{ ...joinRequest, userId: '9' }] }),
    'createPoolStore.createPool': async () => {
      await pools.createPool(pool);
      // One that is there.
      await pools.createPool(large);
      await pools.createPool(large);
    },
    'createPoolStore.listPools': () => pools.listPools(tenantId),
    'createPoolStore.getTake': () => pools.getTake(tenantId, 'tak_1'),
    'createPoolStore.markPoolDeleted': async () => {
      await pools.markPoolDeleted(pool, true, startMs);
      await pools.markPoolDeleted(knownLarge, true, startMs);
    },
    'createPoolTakes.takePooled': () => poolTakes.takePooled(takeInput),
    'createPoolTakes.reserveTake': () => poolTakes.reserveTake({ ...takeInput, takeId: 'tak_2' }),
    'createPoolStore.getPool': () => pools.getPool(pool),
    'createPoolStore.changePool': async () => {
      await pools.changePool(pool, { kind: 'begin', jobIds: [job.jobId], atMs: startMs });
      // One that lies elsewhere by now.
      const known = { ...pool, ready: [createPoolLink(2)] };
      await pools.changePool(known, { kind: 'drop', inviteId: 'inv_2', revoke: true });
    },
    'createPoolStore.recordTake': () =>
      pools.recordTake({ tenantId, takeId: 'tak_1', requestHash: '', inviteId: job.jobId, atMs: startMs }),
    'createPoolStore.removePool': async () => {
      await pools.removePool(pool);
      await pools.removePool(knownLarge);
    },
    'createJobLinks.saveTaken': () =>
      links.saveTaken(ref, {
        request: job.request,
        taken: { takeId: 'tak_1', atMs: startMs, isSettled: true },
        callback: { url, status: 'pending', attempts: 0 },
        keptUntilMs: startMs,
      }),
    'createQueue.sendJob': () => jobsQueue.sendJob(job),
    'createQueue.sendJobs': () => jobsQueue.sendJobs([job]),
    'worker: createQueue.changeVisibility': () => jobsQueue.changeVisibility(hidden),
    'webhook: createQueue.changeVisibility': () => webhooksQueue.changeVisibility(hidden),
    'createEndpointStore.getEndpoint': () => endpoints.getEndpoint(tenantId, url),
    'createEndpointStore.listEndpointStates': () => endpoints.listEndpointStates(tenantId, 10),
    'createEndpointStore.noteDelivered': () => endpoints.noteDelivered(tenantId, url, startMs),
    'createEndpointStore.noteFailed': () => endpoints.noteFailed(tenantId, url, 'HTTP 500', startMs),
    'createEndpointStore.disableEndpoint': () => endpoints.disableEndpoint({ tenantId, url }, startMs),
    // Of a tenant that has none: the first is made.
    'createWebhookSecrets.getSecrets': () => secrets.getSecrets('ten_new', startMs),
    'worker: createKmsKeyProvider.unwrapDataKey': () => unsealSession(keys, accountId, sealed),
    'webhook: createKmsKeyProvider.generateDataKey': () => secrets.getSecrets('ten_sealing', startMs),
    'webhook: createKmsKeyProvider.unwrapDataKey': () => secrets.getSecrets('ten_opening', startMs),
  };
}
