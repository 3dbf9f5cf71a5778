import { ApiError } from '../../client/api-error.ts';
import type { Send } from '../../client/send-requests.ts';
import { type BatchView, type FollowDeps, followBatch } from './follow-batch.ts';
import type { RowResult } from './links-file.ts';
import type { PlannedBatch } from './plan-batches.ts';
import type { Batch } from './resources.ts';

export interface RunBatchDeps {
  client: Send;
  sleep(ms: number): Promise<void>;
  onChange(run: BatchRun): void;
}

/** A batch that the API has not taken, with what it says of it. */
export interface Refusal {
  batch: PlannedBatch;
  error: ApiError;
}

/** What is known so far. */
export interface BatchRun {
  views: Map<PlannedBatch, BatchView>;
  refusals: Refusal[];
  /** Batches that the API had already. */
  replayed: number;
}

/**
 * The API's default rate is 600 requests a minute for a key: with many batches open each is looked at less often, so that
 * looking takes less than half of it.
 */
const pauseMsForEachBatch = 250;

/** So soon after a look there is nothing new to read. */
const minPauseMs = 1000;

/**
 * Sends the batches one after the other, and follows each from then on until all are done. A batch that is refused stops
 * everything as long as nothing was accepted; later ones are left out, and told.
 * @throws ApiError of the first batch; whatever the client throws.
 */
export async function runBatches(deps: RunBatchDeps, batches: PlannedBatch[], run: BatchRun): Promise<void> {
  let open = 0;
  const failed = new AbortController();
  const follow: FollowDeps = {
    client: deps.client,
    sleep: async (ms) => {
      await deps.sleep(ms);
      failed.signal.throwIfAborted();
    },
    minPauseMs: () => Math.max(minPauseMs, open * pauseMsForEachBatch),
  };
  const followed: Promise<void>[] = [];

  async function followOne(batch: PlannedBatch, id: string): Promise<void> {
    open += 1;
    try {
      await followBatch(follow, id, (view) => {
        run.views.set(batch, view);
        deps.onChange(run);
      });
    } catch (error) {
      // Seen at the end, or before the next batch is sent.
      failed.abort(error);
      throw error;
    } finally {
      open -= 1;
    }
  }

  try {
    for (const batch of batches) {
      failed.signal.throwIfAborted();
      const accepted = await sendBatch(deps.client, batch, run);
      if (accepted !== undefined) {
        followed.push(followOne(batch, accepted));
      }
      deps.onChange(run);
    }
  } catch (error) {
    if (error instanceof ApiError && error.status === 429) {
      // There was no room for hours: what is in line is not followed on.
      failed.abort(error);
    }
    throw error;
  } finally {
    await Promise.allSettled(followed);
  }
  await Promise.all(followed);
}

async function sendBatch(client: Send, batch: PlannedBatch, run: BatchRun): Promise<string | undefined> {
  try {
    const { body, isReplayed } = await client<Batch>({
      method: 'POST',
      path: '/v1/invites/batch',
      body: { items: batch.rows.map(({ request }) => request) },
      idempotencyKey: batch.idempotencyKey,
    });
    run.views.set(batch, { batch: body, invites: body.items, operations: [] });
    run.replayed += isReplayed ? 1 : 0;
    return body.id;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 422 || run.views.size === 0) {
      throw error;
    }
    run.refusals.push({ batch, error });
    return undefined;
  }
}

const noLink = { link: '', link_status: '', usage: '', requested: '', as_of: '' };

/** What became of each row of the file. */
export function toResults(batches: PlannedBatch[], { views, refusals }: BatchRun): RowResult[] {
  return batches.flatMap((batch) => {
    const invites = views.get(batch)?.invites ?? [];
    const refusal = refusals.find((one) => one.batch === batch);
    return batch.rows.map((_, index): RowResult => {
      const invite = invites.find((one) => one.batch?.index === index);
      if (invite === undefined) {
        const status = refusal ? 'refused' : views.has(batch) ? 'accepted' : 'unsent';
        return { ...noLink, id: '', status, error: refusal ? explainRow(refusal, index) : '' };
      }
      return {
        id: invite.id,
        status: invite.status,
        link: invite.invite?.link ?? '',
        error: invite.error ? `${invite.error.type}: ${invite.error.detail}` : (invite.detail ?? ''),
        link_status: invite.link_status ?? '',
        usage: String(invite.usage ?? ''),
        requested: String(invite.requested ?? ''),
        as_of: invite.as_of ?? '',
      };
    });
  });
}

/** A batch is taken or refused whole, so most of its rows are refused for the sake of another. */
function explainRow({ error }: Refusal, index: number): string {
  const own = (error.problem.errors ?? []).filter(({ field }) => field.startsWith(`items.${index}.`));
  return own.length > 0
    ? own.map(({ detail }) => detail).join(' ')
    : 'Refused together with other rows of its hundred.';
}
