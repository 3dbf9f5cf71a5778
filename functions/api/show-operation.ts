import type { ApiKey } from '../core/account/api-key.ts';
import type { Job } from '../core/job/job.ts';
import { toOperationResource } from '../core/job/operation-resource.ts';

/** An operation as the caller may see it. Who asks to join is personal data: it is for keys that may see joins, or decide. */
export function showOperation({ scopes }: Pick<ApiKey, 'scopes'>, job: Job): Record<string, unknown> {
  const { user_id: userId, ...shown } = toOperationResource(job);
  const mayKnow = scopes.includes('joins:read') || scopes.includes('joins:write');
  return userId !== undefined && mayKnow ? toOperationResource(job) : shown;
}
