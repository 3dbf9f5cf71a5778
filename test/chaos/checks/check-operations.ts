import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import { linkOf } from '../../../functions/core/job/link-status.ts';
import {
  isLinkOperationKind,
  type LinkChanges,
  type LinkOperation,
} from '../../../functions/core/job/operation.ts';
import type { Ledger, LedgerLinkChange } from '../../../telegram-emulator/ledger.ts';
import type { AskedOperation } from '../callers.ts';
import type { SeedFacts } from './seed-facts.ts';
import type { Violation } from './violation.ts';

type OperationJob = Job & { operation: LinkOperation };

/** What Telegram and administrators in their apps have done to links. */
type LinkLedger = Ledger & { isDeleted(link: string): boolean };

/** What was asked for links is what Telegram has done to them, in that order. */
export function checkOperations({ system, callers, hands }: SeedFacts, jobs: Job[]): Violation[] {
  const revokedByHand = new Set([
    ...hands.links.filter(({ revokedAtMs }) => revokedAtMs !== undefined).map(({ invite }) => invite.link),
    ...hands.revokedMade,
  ]);
  const ledger: LinkLedger = {
    ...system.dataCentre.ledger,
    isDeleted: (link) =>
      hands.deletedMade.has(link) ||
      system.dataCentre.ledger.changesOf(link).some(({ type }) => type === 'deleted'),
    isRevoked: (link) => revokedByHand.has(link) || system.dataCentre.ledger.isRevoked(link),
  };
  const asked = new Map(
    [...callers.operations.values()].flatMap((each) =>
      [...each.jobIds].map((jobId) => [jobId, each] as const),
    ),
  );
  const operations = jobs.filter(isOperationJob);
  const groups = Map.groupBy(operations, ({ operation }) => operation.inviteId);
  return [...groups].flatMap(([inviteId, ofLink]) => {
    const invite = jobs.find(({ jobId }) => jobId === inviteId);
    const url = invite?.outcome?.kind === 'chatInviteExported' ? invite.outcome.invite.link : undefined;
    if (invite === undefined || url === undefined) {
      return ofLink
        .filter(({ status }) => status === 'succeeded')
        .map(({ jobId }) => ({ what: 'succeeded, and there is no link', jobIds: [jobId, inviteId] }));
    }
    return [
      ...ofLink.flatMap((job) => checkDone(ledger, url, job)),
      ...checkEnds(asked, ofLink),
      ...checkEdits(ledger.changesOf(url), asked, ofLink),
      ...checkKnown(ledger, url, invite, ofLink),
    ];
  });
}

function isOperationJob(job: Job): job is OperationJob {
  return job.operation !== undefined && isLinkOperationKind(job.operation.kind);
}

/** What succeeded is done at Telegram. */
function checkDone(ledger: LinkLedger, url: string, { jobId, status, operation }: OperationJob): Violation[] {
  const changes = ledger.changesOf(url);
  const isDone = {
    edit: () => isTracking(operation) || changes.some((change) => isChangeOf(change, operation.changes)),
    revoke: () => ledger.isRevoked(url),
    delete: () => ledger.isDeleted(url),
    refresh: () => true,
  };
  return status !== 'succeeded' || isDone[operation.kind]()
    ? []
    : [{ what: `succeeded, and Telegram has not done it: ${operation.kind}`, jobIds: [jobId] }];
}

/** Only this service's own tracking is changed: Telegram has nothing to do. */
function isTracking({ changes = {} }: LinkOperation): boolean {
  return Object.keys(changes).every((name) => name === 'track_joins');
}

function isChangeOf({ type, asked }: LedgerLinkChange, changes: LinkChanges = {}): boolean {
  return (
    type === 'edited' &&
    (asked?.title ?? undefined) === changes.title &&
    asked?.usageLimit === changes.usage_limit &&
    asked?.expireDate === changes.expire_date
  );
}

/** Whether the first was certainly accepted before the second was asked for. */
function isBefore(asked: Map<string, AskedOperation>, first: Job, second: Job): boolean {
  const acceptedAtMs = asked.get(first.jobId)?.acceptedAtMs ?? Number.POSITIVE_INFINITY;
  const askedAtMs = asked.get(second.jobId)?.askedAtMs ?? Number.NEGATIVE_INFINITY;
  return acceptedAtMs < askedAtMs;
}

/** None overtakes another. */
function checkEnds(asked: Map<string, AskedOperation>, ofLink: OperationJob[]): Violation[] {
  return ofLink
    .filter(({ status }) => status === 'succeeded')
    .flatMap((job) =>
      ofLink
        .filter((other) => isBefore(asked, other, job) && endOf(other) > endOf(job))
        .map((other) => ({
          what: 'ended before one that was accepted earlier',
          jobIds: [job.jobId, other.jobId],
        })),
    );
}

function endOf({ status, finishedAtMs = Number.POSITIVE_INFINITY }: Job): number {
  return isFinal(status) ? finishedAtMs : Number.POSITIVE_INFINITY;
}

/** Telegram has executed edits in the order in which they were accepted. Repeats of one are as good as one. */
function checkEdits(
  changes: LedgerLinkChange[],
  asked: Map<string, AskedOperation>,
  ofLink: OperationJob[],
): Violation[] {
  const executed = changes
    .filter(({ type }) => type === 'edited')
    .map((change) =>
      ofLink.find(
        ({ operation }) =>
          operation.kind === 'edit' && !isTracking(operation) && isChangeOf(change, operation.changes),
      ),
    );
  const unasked = executed.filter((job) => job === undefined);
  const order = executed.filter((job) => job !== undefined);
  const overtaken = order.flatMap((job, index) =>
    order
      .slice(index + 1)
      .filter((later) => isBefore(asked, later, job))
      .map((later) => `${job.jobId} before ${later.jobId}`),
  );
  return [
    ...unasked.map(() => ({
      what: 'a link was edited as nobody asked',
      jobIds: ofLink.map(({ jobId }) => jobId),
    })),
    ...[...new Set(overtaken)].map((what) => ({
      what: `edits were executed out of order: ${what}`,
      jobIds: ofLink.map(({ jobId }) => jobId),
    })),
  ];
}

/** The invite knows what its operations have done. */
function checkKnown(ledger: LinkLedger, url: string, invite: Job, ofLink: OperationJob[]): Violation[] {
  const { jobId, link } = invite;
  const isRevoked = ledger.isRevoked(url);
  const changes = ledger.changesOf(url);
  const isDeleted = ledger.isDeleted(url);
  const edits = ofLink.filter(({ operation }) => operation.kind === 'edit' && !isTracking(operation));
  // An edit that did not succeed may have been executed all the same.
  const isSure = edits.length > 0 && edits.every(({ status }) => status === 'succeeded');
  const last = changes.findLast(({ type }) => type === 'edited');
  function hasSucceeded(kind: string): boolean {
    return ofLink.some(({ status, operation }) => status === 'succeeded' && operation.kind === kind);
  }
  return [
    hasSucceeded('revoke') && !link?.isRevoked ? 'does not know that its link is revoked' : '',
    link?.isRevoked && !isRevoked ? 'takes its link for revoked, and it is not' : '',
    hasSucceeded('delete') && !link?.isDeleted ? 'does not know that its link is deleted' : '',
    link?.isDeleted && !isDeleted ? 'takes its link for deleted, and it is not' : '',
    isSure && (linkOf(invite)?.usage_limit ?? undefined) !== last?.after.usageLimit
      ? 'does not know the last edit of its link'
      : '',
  ]
    .filter(Boolean)
    .map((what) => ({ what, jobIds: [jobId] }));
}
