import { toEchoedRequest, toRfc3339 } from '../job/invite-resource.ts';
import type { Pool } from './pool.ts';

/** A pool as its tenant sees it. @param filledAtMs when it will probably be full; undefined where it is, or nobody can tell. */
export function toPoolResource(pool: Pool, filledAtMs?: number): Record<string, unknown> {
  const { failure } = pool;
  const {
    account: _account,
    peer,
    ...template
  } = toEchoedRequest({
    account: pool.account,
    peer: pool.peer,
    ...pool.template,
  });
  const oldest = pool.ready[0];
  return {
    name: pool.name,
    status: pool.deletedAtMs === undefined ? 'active' : 'deleting',
    account: pool.account,
    peer,
    size: pool.size,
    low_water: pool.lowWater,
    template,
    max_age: Math.floor(pool.maxAgeMs / 1000),
    ready: pool.ready.length,
    making: Object.keys(pool.making).length,
    taken: pool.takenCount,
    settling: Object.values(pool.takes).filter(({ recordedAtMs }) => recordedAtMs === undefined).length,
    ...(oldest === undefined ? {} : { oldest_at: toRfc3339(oldest.madeAtMs) }),
    ...(filledAtMs === undefined ? {} : { full_at: toRfc3339(filledAtMs) }),
    created_at: toRfc3339(pool.createdAtMs),
    ...(failure === undefined
      ? {}
      : {
          error: {
            type: failure.type,
            detail: failure.detail,
            at: toRfc3339(failure.atMs),
            count: failure.count,
          },
        }),
  };
}
