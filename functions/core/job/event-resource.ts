import { toInviteResource } from './invite-resource.ts';
import type { Job } from './job.ts';
import { toOperationResource } from './operation-resource.ts';

/** A finished job as it was at its end: what its link has become since then would change the event from one attempt to the next. */
export function toEventResource({ link: _link, ...job }: Job): Record<string, unknown> {
  return job.operation === undefined
    ? toInviteResource(job, job.finishedAtMs ?? job.updatedAtMs)
    : toOperationResource(job);
}
