import type { Job } from '../job/job.ts';
import type { TrackJoins } from '../request/track-joins.ts';

/** What is kept of those who join by the link of an invite; false where its joins are not told. An edit goes before the request. */
export function trackOf({ link, request }: Pick<Job, 'link' | 'request'>): TrackJoins | false {
  return link?.track ?? request.track_joins ?? false;
}
