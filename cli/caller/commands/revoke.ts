import { UsageError } from '../../../operator/terminal/operator-errors.ts';
import type { JsonOption } from '../../../operator/terminal/program.ts';
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
  options: RevokeOptions,
): Promise<void> {
  const filter = toFilter(options);
  const isFiltered = Object.keys(filter).length > 0;
  if (id === undefined) {
    if (!isFiltered) {
      throw new UsageError(
        'Which links? Name an invite, or --batch, --account, --peer, --metadata, --title-prefix, --created-after or --created-before. For all: --all.',
      );
    }
    await revokeMany(context, filter, options);
    return;
  }
  if (isFiltered || options.dryRun) {
    throw new UsageError('An invite is revoked alone: leave out the filters and --dry-run, or the id.');
  }
  await operateLink(context, { method: 'POST', path: `${pathOf(id)}/revoke` }, options);
}

/** The body of the request. @throws UsageError */
function toFilter({
  json: _json,
  dryRun: _dryRun,
  yes: _yes,
  metadata,
  titlePrefix,
  createdAfter,
  createdBefore,
  ...rest
}: RevokeOptions): Record<string, unknown> {
  const filter: Record<string, unknown> = {
    ...rest,
    ...(titlePrefix === undefined ? {} : { title_prefix: titlePrefix }),
    ...(createdAfter === undefined ? {} : { created_after: createdAfter }),
    ...(createdBefore === undefined ? {} : { created_before: createdBefore }),
  };
  setMetadata(filter, metadata);
  return filter;
}
