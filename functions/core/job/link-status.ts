import type { ExportedInvite, Job } from './job.ts';

/** Whether people can join by a link. */
export const linkStatuses = ['active', 'expired', 'used_up', 'revoked', 'deleted', 'unknown'] as const;

export type LinkStatus = (typeof linkStatuses)[number];

/** The link of an invite as Telegram last told it; undefined where none was made. */
export function linkOf({ link, outcome }: Pick<Job, 'link' | 'outcome'>): ExportedInvite | undefined {
  return outcome?.kind === 'chatInviteExported' ? (link?.invite ?? outcome.invite) : undefined;
}

/** Whether people can join by the invite's link now. Its end by date is told by the clock, without a call. */
export function linkStatusOf(job: Pick<Job, 'link' | 'outcome'>, nowMs: number): LinkStatus | undefined {
  const invite = linkOf(job);
  const { isDeleted, isRevoked, isDoubtful, usage = 0 } = job.link ?? {};
  if (invite === undefined) {
    return undefined;
  }
  if (isDeleted) {
    return 'deleted';
  }
  if (isRevoked || invite.revoked) {
    return 'revoked';
  }
  if (isDoubtful) {
    return 'unknown';
  }
  if (invite.expire_date !== undefined && invite.expire_date * 1000 <= nowMs) {
    return 'expired';
  }
  return invite.usage_limit !== undefined && usage >= invite.usage_limit ? 'used_up' : 'active';
}

/** Whether the invite has a link, and one that is not known to be revoked. */
export function canBeRevoked(job: Pick<Job, 'link' | 'outcome'>, nowMs: number): boolean {
  const status = linkStatusOf(job, nowMs);
  return status !== undefined && status !== 'revoked' && status !== 'deleted';
}
