import type { InputPeer } from '../account/account.ts';
import type { Job } from '../job/job.ts';
import { fail, wait } from '../job/transitions.ts';
import { methodOf } from '../operation/kinds.ts';
import { type Peer, peerKey } from '../peer/peer.ts';
import { chatScope, resolveMethods } from '../rpc/methods.ts';
import { type RpcError, TelegramError } from '../rpc/rpc-error.ts';
import { settleAll } from '../settle-all.ts';
import { type AddressedJob, chatKey } from './addressed-job.ts';
import type { Run } from './run.ts';
import { settleFailure } from './settle-failure.ts';
import type { TelegramAccount } from './telegram-account.ts';

/** Reads the kept chats that the unfinished jobs name: one read, which also serves jobs that become due during the run. */
export async function findKeptPeers(run: Run): Promise<Map<string, InputPeer>> {
  const keys = run.jobs.unfinished().flatMap((job) => {
    const peer = run.jobs.peerOf(job);
    return 'problem' in peer ? [] : peerKey(peer);
  });
  return run.findPeers(run.account.accountId, keys);
}

/**
 * Finds the chat of each due job. A chat is resolved once per account and kept, with the access hash that belongs to
 * that account. A job whose chat cannot be found ends here, without a call.
 * @param kept see `findKeptPeers`.
 */
export async function addressJobs(
  run: Run,
  telegram: TelegramAccount,
  kept: Map<string, InputPeer>,
): Promise<AddressedJob[]> {
  const addressed: AddressedJob[] = [];
  for (const [key, { peer, jobs }] of await groupByPeer(run)) {
    const inputPeer =
      kept.get(key) ?? spelledOut(peer) ?? (await resolve(run, telegram, { key, peer, jobs }));
    if (inputPeer !== undefined) {
      const address = {
        chat: chatKey(inputPeer),
        inputPeer,
        ...(kept.has(key) ? { keptAs: key } : {}),
      };
      addressed.push(...jobs.map((job) => ({ job, ...address })));
    }
  }
  return leaveToChatWaits(run, addressed);
}

/**
 * Telegram has asked for a wait in some chats: the jobs there wait. A job whose outcome is unknown does not, because the wait
 * does not keep its link from being searched for.
 * @returns the others.
 */
export async function leaveToChatWaits(run: Run, addressed: AddressedJob[]): Promise<AddressedJob[]> {
  function endOf({ chat, job }: AddressedJob) {
    return run.waits.blockedUntil(chatScope(methodOf(job), chat));
  }

  function isLeft(entry: AddressedJob) {
    return entry.job.intentAtMs === undefined && endOf(entry) > run.now();
  }
  await settleAll(
    addressed.filter(isLeft).map((entry) => {
      const until = { reason: 'SLOWMODE_WAIT', retryAtMs: endOf(entry) };
      return run.jobs.save(entry.job, (each) => wait(each, until, run.now()));
    }),
  );
  return addressed.filter((entry) => !isLeft(entry));
}

/**
 * While the outcome of a call is unknown, no other link is made that could be taken for its link. The chat of a job that was
 * called has been resolved: it is kept under the job's key, or the job itself spells it out.
 */
export function holdUnsettled(run: Run, kept: Map<string, InputPeer>): void {
  for (const job of run.jobs.unsettledLater()) {
    if (job.staleChat !== undefined) {
      run.chats.holdLookAlikes(job.staleChat, job);
    }
    const peer = run.jobs.peerOf(job);
    const inputPeer = 'problem' in peer ? undefined : (kept.get(peerKey(peer)) ?? spelledOut(peer));
    if (inputPeer !== undefined) {
      run.chats.holdLookAlikes(chatKey(inputPeer), job);
    }
  }
}

async function groupByPeer(run: Run) {
  const groups = new Map<string, { peer: Peer; jobs: Job[] }>();
  for (const job of run.jobs.due()) {
    const parsed = run.jobs.peerOf(job);
    if ('problem' in parsed) {
      const error = { type: 'PEER_ID_INVALID', class: 'input' as const, detail: parsed.problem };
      await run.jobs.save(job, (each) => fail(each, error, run.now()));
      continue;
    }
    const key = peerKey(parsed);
    const group = groups.get(key) ?? { peer: parsed, jobs: [] };
    group.jobs.push(job);
    groups.set(key, group);
  }
  return groups;
}

/** The input peer of a peer that needs no resolving. */
function spelledOut(peer: Peer): InputPeer | undefined {
  if (peer.kind === 'chat') {
    return { kind: 'chat', chatId: peer.chatId };
  }
  if (peer.kind === 'channel' && peer.accessHash !== undefined) {
    return { kind: 'channel', channelId: peer.channelId, accessHash: peer.accessHash };
  }
  return undefined;
}

async function resolve(
  run: Run,
  telegram: TelegramAccount,
  { key, peer, jobs }: { key: string; peer: Peer; jobs: Job[] },
): Promise<InputPeer | undefined> {
  if (run.isStopped()) {
    return undefined;
  }
  const method = resolveMethods[peer.kind];
  const retryAtMs = run.waits.blockedUntil(method);
  if (retryAtMs > run.now()) {
    await settleAll(
      jobs.map((job) =>
        run.jobs.save(job, (each) => wait(each, { reason: 'FLOOD_WAIT', method, retryAtMs }, run.now())),
      ),
    );
    return undefined;
  }
  try {
    const inputPeer = await telegram.resolvePeer(peer);
    await run.savePeer(run.account.accountId, key, inputPeer);
    return inputPeer;
  } catch (error) {
    await settleAll(jobs.map((job) => settleFailure(run, { job }, asRpcError(error), method)));
    return undefined;
  }
}

/** The error that a call to Telegram threw. Any other error is a fault of ours, and is thrown again. */
export function asRpcError(error: unknown): RpcError {
  if (error instanceof TelegramError) {
    return error.rpc;
  }
  throw error;
}
