import { useGet } from '../../api/use-query.ts';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Time } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { peerText } from '../jobs/job.ts';
import type { BatchSummary } from './batch.ts';
import { batchPause } from './batch-pause.ts';
import { BatchState } from './batch-state.tsx';

/** A batch in the list of all. How far it is, it asks itself. */
export function BatchCard({ batch: { id, size, example, created_at: at } }: { batch: BatchSummary }) {
  const { links, like, forChat } = text.batches;
  const { data, error } = useGet(
    '/v1/batches/{id}',
    { params: { id }, query: { limit: 1 } },
    { everyMs: batchPause },
  );
  return (
    <li class="card stack tight">
      <div class="row between">
        <h2 class="small-title">
          <a href={routeTo('batches', id)}>
            {links(size)} {forChat(peerText(example.peer))}
          </a>
        </h2>
        <Time at={at} />
      </div>
      {example.title && <p class="dim">{like(example.title)}</p>}
      {data === undefined ? (
        error ? (
          <p class="dim">{error.message}</p>
        ) : (
          <Skeleton lines={1} />
        )
      ) : (
        <BatchState batch={data} />
      )}
    </li>
  );
}
