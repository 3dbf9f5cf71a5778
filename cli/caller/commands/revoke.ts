import { UsageError } from '../../../operator/terminal/operator-errors.ts';
import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { BulkRequest } from '../ask-to-revoke.ts';
import type { CallerContext } from '../caller-context.ts';
import { operateLink } from '../operate-link.ts';
import { setMetadata } from '../request-options.ts';
import { pathOf } from '../resources.ts';
import { revokeMany } from '../revoke-many.ts';

export interface RevokeOptions extends JsonOption {
  batch?: string;
  account?: string;
  peer?: string;
  metadata?: string[];
  titlePrefix?: string;
  createdAfter?: string;
  createdBefore?: string;
  all?: true;
  dryRun?: true;
  yes?: true;
}

/** `revoke`: nobody joins by a link any more, or by any of many. */
export async function revoke(
  context: CallerContext,
  id: string | undefined,
  { json, dryRun, yes, ...filters }: RevokeOptions,
): Promise<void> {
  const filter = toFilter(filters);
  const isFiltered = Object.keys(filter).length > 0;
  if (id === undefined) {
    if (!isFiltered) {
      throw new UsageError(
        'Which links? Name an invite, or --batch, --account, --peer, --metadata, --title-prefix, --created-after or --created-before. For all: --all.',
      );
    }
    await revokeMany(context, toRequest(filter), { json, dryRun, yes });
    return;
  }
  if (isFiltered || dryRun) {
    throw new UsageError('An invite is revoked alone: leave out the filters and --dry-run, or the id.');
  }
  await operateLink(context, { method: 'POST', path: `${pathOf(id)}/revoke` }, json ? { json } : {});
}

type Filters = Omit<RevokeOptions, 'json' | 'dryRun' | 'yes'>;

/** The body of the request. @throws UsageError */
function toFilter({ metadata, titlePrefix, createdAfter, createdBefore, ...rest }: Filters) {
  const filter: Record<string, unknown> = {
    ...rest,
    ...(titlePrefix === undefined ? {} : { title_prefix: titlePrefix }),
    ...(createdAfter === undefined ? {} : { created_after: createdAfter }),
    ...(createdBefore === undefined ? {} : { created_before: createdBefore }),
  };
  setMetadata(filter, metadata);
  return filter;
}

/** A whole batch has a request of its own. */
function toRequest(filter: Record<string, unknown>): BulkRequest {
  const { batch, ...others } = filter;
  return typeof batch === 'string' && Object.keys(others).length === 0
    ? { path: `${pathOf(batch)}/revoke`, filter: {} }
    : { path: '/v1/invites/revoke', filter };
}
