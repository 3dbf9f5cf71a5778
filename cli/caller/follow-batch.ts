import type { Send } from '../../client/send-requests.ts';
import { type Batch, type Invite, type LinkOperation, pathOf } from './resources.ts';

export interface FollowDeps {
  client: Send;
  sleep(ms: number): Promise<void>;
  /** The least time between two looks, however soon the API says that there may be news. */
  minPauseMs(): number;
}

/** Where an accepted batch stands. */
export interface BatchView {
  batch: Batch;
  /** All that the key may see, in their order. */
  invites: Invite[];
  /** The same of a batch of operations. */
  operations: LinkOperation[];
}

const defaultPauseSeconds = 5;

/** Looks at a batch as often as the API says that it is worth it, until it is done. */
export async function followBatch(
  { client, sleep, minPauseMs }: FollowDeps,
  id: string,
  onView: (view: BatchView) => void,
): Promise<BatchView> {
  while (true) {
    const { view, retryAfterSeconds = defaultPauseSeconds } = await loadBatch(client, id);
    onView(view);
    if (view.batch.status === 'done') {
      return view;
    }
    await sleep(Math.max(retryAfterSeconds * 1000, minPauseMs()));
  }
}

/** A batch with all the pages of its invites. */
export async function loadBatch(
  client: Send,
  id: string,
): Promise<{ view: BatchView; retryAfterSeconds: number | undefined }> {
  const first = await loadPage(client, id, undefined);
  const invites = [...first.body.items];
  const operations = [...(first.body.operations ?? [])];
  let cursor = first.body.next_cursor;
  while (cursor !== undefined) {
    const { body } = await loadPage(client, id, cursor);
    invites.push(...body.items);
    operations.push(...(body.operations ?? []));
    cursor = body.next_cursor;
  }
  return { view: { batch: first.body, invites, operations }, retryAfterSeconds: first.retryAfterSeconds };
}

function loadPage(client: Send, id: string, cursor: string | undefined) {
  const query = new URLSearchParams({ limit: '100', ...(cursor === undefined ? {} : { cursor }) });
  return client<Batch>({ method: 'GET', path: `${pathOf(id)}?${query}` });
}
