import { isWatch } from '../../../functions/core/job/due.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import type { JoinDecision } from '../../../functions/core/job/operation.ts';
import { isInviteOver } from '../../../telegram-emulator/world/invites.ts';
import { readInviteRows, readTenantRows } from '../join-rows.ts';
import { adminLogPoint, importersPoint, listPoint } from '../plan/points.ts';
import type { StagedChat } from '../stage.ts';
import { checkDecisions } from './check-decisions.ts';
import { checkErasures } from './check-erasures.ts';
import { checkEventNumbers } from './check-event-numbers.ts';
import { checkToldJoins } from './check-told-joins.ts';
import { checkWatches } from './check-watches.ts';
import { type CrowdFacts, type CrowdLink, isCrowdInvite, toCrowdLink } from './crowd-facts.ts';
import type { SeedFacts } from './seed-facts.ts';
import type { Violation } from './violation.ts';

/** Failures of the receiver after which an event may have been given up. */
const manyFailures = 11;

const maxClockStepMs = 600_000;

/** How much of a seed its people are. */
export function countJoins({ observer, people, callers }: SeedFacts): Record<string, number> {
  if (people.lastActMs() === 0) {
    return {};
  }
  const events = Map.groupBy(observer.linkEvents, ({ kind, number }) =>
    number === undefined ? 'joins by no link told' : `events ${kind}`,
  );
  return {
    'links used by people': people.uses.length,
    'decisions asked for': callers.decisions.length,
    'people erased': callers.erasures.length,
    ...Object.fromEntries([...events].map(([what, some]) => [what, some.length])),
  };
}

/** Every join is told once, in order, and only where it was asked for. What is decided is done. */
export async function checkJoins(facts: SeedFacts, jobs: Job[]): Promise<Violation[]> {
  const { system, schedule, stage, observer, callers, people, ledgerStart } = facts;
  const { ledger } = system.dataCentre;
  if (people.lastActMs() === 0 && !jobs.some(isWatch)) {
    return [];
  }
  const nowMs = Date.now();
  const maxAheadMs = schedule.faults.some(({ action }) => action.type === 'skew') ? maxClockStepMs : 0;
  const telegramNowMs = nowMs + system.telegramClock.aheadMs;
  const peers = new Set(stage.accounts.flatMap(({ chats }) => chats.map(({ peer }) => peer.id.toString())));
  const joins = ledger.joins.slice(ledgerStart.joins).filter(({ peer }) => peers.has(peer.id));
  const requests = ledger.joinRequests
    .slice(ledgerStart.joinRequests)
    .filter(({ peer }) => peers.has(peer.id));
  const links = await loadLinks(facts, jobs);
  const stopped = await findStopped(facts);
  const erased = new Set(callers.erasures.map(({ userId }) => userId));
  const failures = observer.counts;
  const crowd: CrowdFacts = {
    links,
    joins,
    requests,
    uses: people.uses,
    events: observer.linkEvents,
    stopped,
    erasedAtMs: new Map(callers.erasures.map(({ userId, askedAtMs }) => [userId, askedAtMs])),
    hasLooked: (link, fromMs, untilMs) => hasLooked(facts, link, fromMs, untilMs),
    aheadMs: system.telegramClock.aheadMs,
    maxAheadMs,
  };
  return [
    ...checkToldJoins(crowd),
    ...checkEventNumbers({
      links,
      events: observer.linkEvents.filter(({ number }) => number !== undefined),
      receipts: observer.joinReceipts,
      erased,
      mayBeGivenUp:
        Object.entries(failures)
          .filter(([what]) => what.startsWith('receiver '))
          .reduce((sum, [, count]) => sum + count, 0) >= manyFailures,
    }),
    ...checkWatches({
      links,
      watches: jobs.filter(isWatch),
      stopped,
      isOver: (link) => {
        const invite = link.chat.peer.invites.find((each) => each.link === link.link);
        return invite === undefined || isInviteOver(invite, telegramNowMs);
      },
      isRevoked: ({ link, chat }) =>
        chat.peer.invites.find((invite) => invite.link === link)?.revoked !== false,
      nowMs,
    }),
    ...checkDecisions({
      // An erasure takes a person out of the decisions.
      decisions: jobs
        .filter(isDecision)
        .map((job) => ({ ...job, operation: { ...job.operation, ...personOf(facts, job) } })),
      joins,
      requests,
      userOf: (accountId) =>
        stage.accounts.find((account) => account.accountId === accountId)?.user.id.toString() ?? '',
      peerOf: (decision) => chatOf(facts, decision)?.peer.id.toString() ?? '',
      linkOf: ({ operation }) => {
        const inviteId = operation !== undefined && 'inviteId' in operation ? operation.inviteId : undefined;
        return links.find((link) => link.inviteId === inviteId)?.link;
      },
      pending: stage.accounts.flatMap(({ chats }) =>
        chats.flatMap(({ peer }) =>
          [...peer.joinRequests.values()].map(({ userId, invite, atMs }) => ({
            peer: peer.id.toString(),
            userId: userId.toString(),
            link: invite?.link,
            atMs,
          })),
        ),
      ),
      maxAheadMs,
    }),
    ...checkErasures(callers.erasures, observer.linkEvents, await readTenantRows(system, stage.tenantId)),
  ];
}

function isDecision(job: Job): job is Job & { operation: JoinDecision } {
  return job.operation?.kind === 'approve' || job.operation?.kind === 'decline';
}

function personOf({ callers }: SeedFacts, { jobId }: Job): { userId?: string } {
  const { userId } = callers.decisions.find((each) => each.jobId === jobId) ?? {};
  return userId === undefined ? {} : { userId };
}

async function loadLinks({ system, stage, callers }: SeedFacts, jobs: Job[]): Promise<CrowdLink[]> {
  const asked = new Map(
    [...callers.operations.values()].flatMap((each) =>
      [...each.jobIds].map((jobId) => [jobId, each.askedAtMs] as const),
    ),
  );
  const links = jobs.filter(isCrowdInvite).map(async (job) => {
    const chat = chatOf({ stage }, job);
    const edits = jobs
      .filter(({ operation }) => operation?.kind === 'edit' && operation.inviteId === job.jobId)
      .map((each) => ({ job: each, askedAtMs: asked.get(each.jobId) ?? each.createdAtMs }));
    return chat === undefined
      ? []
      : [toCrowdLink(job, chat, { edits, rows: await readInviteRows(system, job) })];
  });
  return (await Promise.all(links)).flat();
}

/** Requests name a chat by its name or its id; other jobs by the peer itself. */
function chatOf({ stage }: Pick<SeedFacts, 'stage'>, { accountId, request }: Job): StagedChat | undefined {
  const account = stage.accounts.find((each) => each.accountId === accountId);
  const { peer } = request;
  return account?.chats.find(({ username, id, peer: { id: number } }) =>
    typeof peer === 'object'
      ? [peer.channel_id, peer.chat_id].some((each) => String(each) === number.toString())
      : peer === username || peer === id,
  );
}

async function findStopped({ system, stage }: SeedFacts): Promise<Set<string>> {
  const accounts = await Promise.all(
    stage.accounts.map(({ accountId }) => system.stores.accounts.getAccount(accountId)),
  );
  return new Set(
    accounts.flatMap((account) => (account?.status === 'active' ? [] : (account?.accountId ?? []))),
  );
}

/** A channel is read by its admin log, a basic group by the counts of its links and by their importers. */
function hasLooked(
  { observer, stage }: SeedFacts,
  link: CrowdLink,
  fromMs: number,
  untilMs: number,
): boolean {
  const account = stage.accounts.find(({ accountId }) => accountId === link.accountId);
  const chat = account?.chats.indexOf(link.chat);
  const methods = link.chat.peer.kind === 'channel' ? [adminLogPoint] : [listPoint, importersPoint];
  return observer.calls.some(
    (call) =>
      call.accountId === link.accountId &&
      call.chat === chat &&
      methods.includes(call.method) &&
      call.outcome === 'ok' &&
      call.atMs > fromMs &&
      call.atMs < untilMs,
  );
}
