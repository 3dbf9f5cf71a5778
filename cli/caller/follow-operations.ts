import type { Send } from '../../client/send-requests.ts';
import { isFinal, type LinkOperation, type OperationPage, pathOf } from './resources.ts';

export interface FollowOperationsDeps {
  client: Send;
  sleep(ms: number): Promise<void>;
  now(): number;
}

const minPauseMs = 2_000;
const maxPauseMs = 30_000;

/** The API's default rate is 600 requests a minute for a key: looking takes less than half of it. */
const pauseMsForEachRequest = 250;

/** Operations that the list does not show are asked for one by one, so many at a look. */
const maxSingleReads = 20;

/**
 * Looks at operations of one kind, of which there may be thousands, until all are final. They are read from the list of the latest
 * operations, a hundred at a time.
 */
export async function followOperations(
  { client, sleep, now }: FollowOperationsDeps,
  kind: string,
  ids: string[],
  onLook: (known: LinkOperation[]) => void,
): Promise<LinkOperation[]> {
  const wanted = new Set(ids);
  const open = new Set(ids);
  const known = new Map<string, LinkOperation>();
  let requests = 0;

  function learn(operation: LinkOperation): void {
    known.set(operation.id, operation);
    if (isFinal(operation.status)) {
      open.delete(operation.id);
    }
  }

  async function look(): Promise<void> {
    requests = 0;
    const unseen = new Set(open);
    for await (const items of loadLatest(client, kind)) {
      requests += 1;
      const ours = items.filter(({ id }) => wanted.has(id));
      for (const operation of ours) {
        unseen.delete(operation.id);
        learn(operation);
      }
      if (ours.length === 0 || unseen.size === 0) {
        break;
      }
    }
    for (const id of [...unseen].slice(0, maxSingleReads)) {
      requests += 1;
      learn((await client<LinkOperation>({ method: 'GET', path: pathOf(id) })).body);
    }
  }

  while (open.size > 0) {
    await look();
    onLook([...known.values()]);
    if (open.size > 0) {
      const wait = waitOf([...open], known, now());
      await sleep(Math.max(Math.min(wait, maxPauseMs), minPauseMs, requests * pauseMsForEachRequest));
    }
  }
  return ids.flatMap((id) => known.get(id) ?? []);
}

async function* loadLatest(client: Send, kind: string): AsyncGenerator<LinkOperation[]> {
  const query = new URLSearchParams({ kind, limit: '100' });
  while (true) {
    const { body } = await client<OperationPage>({ method: 'GET', path: `/v1/operations?${query}` });
    yield body.items;
    if (body.next_cursor === undefined) {
      return;
    }
    query.set('cursor', body.next_cursor);
  }
}

/** Milliseconds to the end of the first wait, when all of them wait. */
function waitOf(open: string[], known: Map<string, LinkOperation>, nowMs: number): number {
  const ends = open.map((id) => Date.parse(known.get(id)?.wait?.retry_at ?? ''));
  return ends.some(Number.isNaN) ? 0 : Math.min(...ends) - nowMs;
}
