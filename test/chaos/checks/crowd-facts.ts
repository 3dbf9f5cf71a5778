import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import { trackOf } from '../../../functions/core/join/track-of.ts';
import type { JoinRecord, JoinRequestRecord } from '../../../telegram-emulator/world/join-history.ts';
import type { EventWrite } from '../aws-watch.ts';
import type { InviteRows } from '../join-rows.ts';
import type { LinkUse } from '../people.ts';
import type { StagedChat } from '../stage.ts';

/** A link that this service has made or adopted, and what was asked about its tracking. */
export interface CrowdLink {
  inviteId: string;
  accountId: string;
  link: string;
  chat: StagedChat;
  isSingleUse: boolean;
  /** The invite says that its link is revoked. */
  isKnownRevoked: boolean;
  hasCallback: boolean;
  /** What its request says, and what is said of it at the end. */
  wasTracked: boolean;
  isTracked: boolean;
  /** When the switches of its tracking were asked for, by our clock. */
  switchedAtMs: number[];
  /** Changes of its limit. */
  limits: number;
  rows: InviteRows;
}

/** What a seed has shown of the people who came. */
export interface CrowdFacts {
  links: CrowdLink[];
  joins: JoinRecord[];
  requests: JoinRequestRecord[];
  uses: LinkUse[];
  /** In the order in which they were stored. */
  events: EventWrite[];
  /** Accounts that need their operator at the end. */
  stopped: Set<string>;
  /** When people were asked to be forgotten, by our clock. */
  erasedAtMs: Map<string, number>;
  /** Whether a look of the account has read the chat at that time, by our clock. */
  hasLooked(link: CrowdLink, fromMs: number, untilMs: number): boolean;
  /** How far Telegram's clock is ahead at the end. */
  aheadMs: number;
  /** How far it may have been off: tracking that is switched by an edit begins by our clock, because that calls nothing. */
  maxAheadMs: number;
}

/** Invites whose links people may use. */
export function isCrowdInvite({ operation, outcome }: Job): boolean {
  return operation === undefined && outcome?.kind === 'chatInviteExported';
}

export function toCrowdLink(
  job: Job,
  chat: StagedChat,
  { edits, rows }: { edits: { job: Job; askedAtMs: number }[]; rows: InviteRows },
): CrowdLink {
  const { request, outcome } = job;
  const switches = edits.filter(
    ({ job: { operation } }) => operation?.kind === 'edit' && operation.changes?.track_joins !== undefined,
  );
  const isSettled = switches.every(({ job: { status } }) => isFinal(status));
  return {
    inviteId: job.jobId,
    accountId: job.accountId,
    link: outcome?.kind === 'chatInviteExported' ? outcome.invite.link : '',
    chat,
    isSingleUse: request.single_use === true,
    isKnownRevoked: job.link?.isRevoked === true,
    hasCallback: job.callback !== undefined,
    wasTracked: trackOf({ request }) !== false || request.single_use === true,
    isTracked: isSettled && (trackOf(job) !== false || request.single_use === true),
    switchedAtMs: switches.map(({ askedAtMs }) => askedAtMs),
    limits: edits.filter(
      ({ job: { operation } }) => operation?.kind === 'edit' && operation.changes?.usage_limit !== undefined,
    ).length,
    rows,
  };
}
