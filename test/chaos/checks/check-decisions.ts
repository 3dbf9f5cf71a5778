import type { Job } from '../../../functions/core/job/job.ts';
import type { JoinDecision } from '../../../functions/core/job/operation.ts';
import type { JoinRecord, JoinRequestRecord } from '../../../telegram-emulator/world/join-history.ts';
import type { Violation } from './violation.ts';

export interface DecisionFacts {
  /** Decisions that were accepted. */
  decisions: (Job & { operation: JoinDecision })[];
  joins: JoinRecord[];
  requests: JoinRequestRecord[];
  /** The user of an account. */
  userOf(accountId: string): string;
  /** The chat that a decision is about, as Telegram numbers it. */
  peerOf(decision: Job): string;
  /** The link that a decision is about, where it is about one. */
  linkOf(decision: Job): string | undefined;
  /** Requests that still wait at the end. */
  pending: { peer: string; userId: string; link: string | undefined; atMs: number }[];
  /** How far Telegram's clock may be ahead of ours. */
  maxAheadMs: number;
}

/** What was decided is done at Telegram, and no request is decided more often than it was asked for. */
export function checkDecisions(facts: DecisionFacts): Violation[] {
  return [...facts.decisions.flatMap((decision) => checkDone(facts, decision)), ...checkOnce(facts)];
}

function isAbout(
  facts: DecisionFacts,
  decision: DecisionFacts['decisions'][number],
  { peer, userId, link }: { peer: string; userId: string; link: string | undefined },
): boolean {
  const { operation } = decision;
  const only = facts.linkOf(decision);
  return (
    facts.peerOf(decision) === peer &&
    (operation.userId === undefined || operation.userId === userId) &&
    // Telegram decides the request of a person, by whichever link it came.
    (operation.userId !== undefined || only === undefined || only === link)
  );
}

/** Who is decided by a call of the account, and how. */
function listDecided(
  facts: DecisionFacts,
  decision: DecisionFacts['decisions'][number],
): JoinRequestRecord[] {
  const by = facts.userOf(decision.accountId);
  const type = decision.operation.kind === 'approve' ? 'approved' : 'declined';
  return facts.requests.filter(
    (record) =>
      record.type === type &&
      record.byUserId === by &&
      isAbout(facts, decision, { ...record, peer: record.peer.id }),
  );
}

function checkDone(facts: DecisionFacts, decision: DecisionFacts['decisions'][number]): Violation[] {
  const { jobId, status, decided, operation, finishedAtMs = 0, createdAtMs } = decision;
  if (status !== 'succeeded') {
    return [];
  }
  const wanted = operation.kind === 'approve' ? 'approved' : 'declined';
  const left = facts.pending.filter(
    (request) => isAbout(facts, decision, request) && request.atMs < createdAtMs - facts.maxAheadMs,
  );
  const hasJoined = facts.joins.some(
    ({ userId, peer }) => userId === operation.userId && peer.id === facts.peerOf(decision),
  );
  return [
    decided === undefined ? 'a decision succeeded, and does not tell what came of it' : '',
    decided === wanted && listDecided(facts, decision).length === 0
      ? `a decision succeeded (${decided}), and Telegram has not done it`
      : '',
    (decided === 'approved' || decided === 'declined') && decided !== wanted
      ? `was asked to ${operation.kind}, and tells ${decided}`
      : '',
    decided === 'already_member' && operation.userId !== undefined && !hasJoined
      ? 'tells that a person is in who has never joined'
      : '',
    left.length > 0
      ? `a decision succeeded at ${finishedAtMs} (${decided}), and ${left.length} requests from before it still wait`
      : '',
  ]
    .filter(Boolean)
    .map((what) => ({ what, jobIds: [jobId] }));
}

/** One decision decides a request once: a person is decided no more often than anybody asked for it. */
function checkOnce(facts: DecisionFacts): Violation[] {
  const accounts = new Set(facts.decisions.map(({ accountId }) => facts.userOf(accountId)));
  const byAccounts = facts.requests.filter(({ type, byUserId }) => type !== 'sent' && accounts.has(byUserId));
  const groups = Map.groupBy(byAccounts, ({ userId, byUserId, peer, type }) =>
    [userId, byUserId, peer.id, type].join(' '),
  );
  return [...groups.values()].flatMap((records) => {
    const asked = facts.decisions.filter((decision) =>
      records.some((record) => listDecided(facts, decision).includes(record)),
    );
    return records.length > asked.length
      ? [
          {
            what: `a person was ${records[0]?.type} ${records.length} times, and ${asked.length} decisions were asked for`,
            jobIds: asked.map(({ jobId }) => jobId),
          },
        ]
      : [];
  });
}
