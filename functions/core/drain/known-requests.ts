import type { JoinRequest } from '../join/join.ts';
import type { ChatPlace } from '../join/join-store.ts';
import { peerKey } from '../peer/peer.ts';
import type { AddressedJob } from './addressed-job.ts';
import type { Run } from './run.ts';

export type KnownRequests = ReturnType<typeof createKnownRequests>;

/** The account's chat, as the joins table names it. */
export function placeOfChat(run: Run, { inputPeer }: AddressedJob): ChatPlace {
  const { tenantId, accountId } = run.account;
  return { tenantId, accountId, chatId: peerKey(inputPeer) };
}

/** The requests to join that are stored, while one pass works with them: each chat's are loaded once. */
export function createKnownRequests(run: Run) {
  const loaded = new Map<string, Promise<Map<string, JoinRequest>>>();
  /** How many Telegram has told, by chat and link; undefined once that is no longer so. */
  const counts = new Map<string, number | undefined>();
  return { listOf, save, noteRead, noteDecision, isRead, countRead };

  function load(place: ChatPlace): Promise<Map<string, JoinRequest>> {
    const found =
      loaded.get(place.chatId) ??
      run.listRequests(place).then((requests) => new Map(requests.map((each) => [each.userId, each])));
    loaded.set(place.chatId, found);
    return found;
  }

  async function listOf(place: ChatPlace): Promise<JoinRequest[]> {
    return [...(await load(place)).values()];
  }

  async function save(
    place: ChatPlace,
    { put, remove }: { put: JoinRequest[]; remove: JoinRequest[] },
  ): Promise<void> {
    if (put.length + remove.length === 0) {
      return;
    }
    const requests = await load(place);
    await run.saveRequests(place, { put, remove });
    for (const { userId } of remove) {
      requests.delete(userId);
    }
    for (const request of put) {
      requests.set(request.userId, request);
    }
  }

  /** Telegram has told the requests of the chat, or those by one link. */
  function noteRead(place: ChatPlace, link: string | undefined, count: number): void {
    counts.set(keyOf(place, link), count);
  }

  /** A decision was made: there are not as many as before. */
  function noteDecision({ chatId }: ChatPlace): void {
    for (const key of counts.keys()) {
      if (key.startsWith(`${chatId} `)) {
        counts.set(key, undefined);
      }
    }
  }

  /** Whether this pass has read them: who is not among those that are stored does not ask. */
  function isRead(place: ChatPlace, link: string | undefined): boolean {
    return counts.has(keyOf(place, link));
  }

  /** How many there are; undefined where this pass has not read them since the last decision. */
  function countRead(place: ChatPlace, link: string | undefined): number | undefined {
    return counts.get(keyOf(place, link));
  }
}

function keyOf({ chatId }: ChatPlace, link = ''): string {
  return `${chatId} ${link}`;
}
