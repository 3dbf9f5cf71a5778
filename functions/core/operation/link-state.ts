import type { Job, LinkState, ToldLink } from '../job/job.ts';

/** What is known of the link of an invite. Before anything was told of it, it is as it was made. */
export function linkStateOf({ link, finishedAtMs = 0 }: Pick<Job, 'link' | 'finishedAtMs'>): LinkState {
  return link ?? { asOfMs: finishedAtMs, fence: 0 };
}

/** What is known once Telegram has told more. What was revoked or deleted stays so. */
export function nextLinkState(known: LinkState, told: ToldLink, nowMs: number): LinkState {
  const { isDoubtful: _isDoubtful, ...sure } = known;
  const isRevoked = told.isRevoked || told.invite?.revoked || told.isDeleted || known.isRevoked;
  return { ...sure, ...told, ...(isRevoked ? { isRevoked } : {}), asOfMs: nowMs };
}
