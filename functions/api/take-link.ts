import type { RecordMetric } from '../aws/metrics.ts';
import type { TakeAnswer, TakeInput } from '../aws/pool-takes.ts';
import { callbackFor } from '../core/callback/webhook-callback.ts';
import { jobIdOfTake, newJobId, newTakeId, takeIdFrom } from '../core/ids.ts';
import { toInviteResource } from '../core/job/invite-resource.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import { newJob } from '../core/job/new-job.ts';
import type { TendedWork } from '../core/job/tending.ts';
import type { Pool, PoolTake, PoolTraits, TakeRecord } from '../core/pool/pool.ts';
import { toLinkRequest, toTakenInvite } from '../core/pool/pool-jobs.ts';
import { findCallbackProblems } from '../core/request/invite-request.ts';
import { parseTakeRequest, type TakeRequest } from '../core/request/take-request.ts';
import { type AcceptOnceDeps, acceptOnce } from './accept-once.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type FindInviteDeps, respondInvite, withTake } from './find-invite.ts';
import { poolNotFound, poolRefOf, requireUsable } from './find-pool.ts';
import { estimateFill, type FillDeps } from './get-pool.ts';
import type { JsonObject } from './parse-json-body.ts';
import { busy, invalidRequest, ProblemError } from './problem-error.ts';
import { hashRequest, readIdempotencyKey, sameRequest } from './read-idempotency-key.ts';
import { remember } from './remember.ts';
import { sendOrLeave } from './send-or-leave.ts';
import { type TendSoonDeps, tendSoon } from './tend-soon.ts';

export interface TakeLinkDeps extends TendSoonDeps, AcceptOnceDeps, FillDeps, FindInviteDeps {
  takePooled(input: TakeInput): Promise<TakeAnswer>;
  reserveTake(input: TakeInput): Promise<TakeAnswer>;
  getTake(tenantId: string, takeId: string): Promise<TakeRecord | undefined>;
  createJob(job: Job): Promise<'created' | Job>;
  noteJob(job: Job): void;
  record: RecordMetric;
  now(): number;
}

/** Pools whose tendings an environment knows. */
const maxKnown = 1_000;

/**
 * A pool is tended once for all links that are taken within this time, where nothing is to be edited. What its tending does not see of
 * them it finds when it comes again, a minute after it has settled a take.
 */
const togetherMs = 1_000;

/** Below this share of its size a pool is low. */
const lowShare = 0.2;

/** A take leaves the row a minute after it was settled. */
const fullForSeconds = 60;

/** Where no link is being made, its worker comes first. */
const emptyForSeconds = 60;

const moved = 'Other links of the pool were taken at every attempt.';

/** A request, and what of it is stored. */
interface Asked {
  event: KeyedEvent;
  request: TakeRequest;
  input: TakeInput;
  /** Undefined without an Idempotency-Key. */
  requestHash: string | undefined;
}

/**
 * POST /v1/pools/{name}/take: a link at once. The link is taken by one conditional write and no call to Telegram; its title and its
 * end are set behind it. An empty pool has the link made, as POST /v1/invites does.
 */
export function takeLink(deps: TakeLinkDeps) {
  const known = new Map<string, { work: TendedWork; toldAtMs: number }>();

  /** A message that comes before the write does no harm: the pool is looked at again. */
  async function tell(place: string, work: TendedWork, { input, request }: Asked): Promise<void> {
    const toldAtMs = known.get(place)?.toldAtMs ?? 0;
    const { title, expire_in: expireIn, callback_url: callbackUrl } = request;
    const isPlain = title === undefined && expireIn === undefined && callbackUrl === undefined;
    if (isPlain && input.nowMs - toldAtMs < togetherMs) {
      return;
    }
    remember(known, place, { work, toldAtMs: input.nowMs }, maxKnown);
    await tendSoon(deps, work, { kind: 'pool', name: input.ref.name });
  }

  return async function handleTakeLink(event: KeyedEvent & { json: JsonObject }): Promise<ApiResponse> {
    const asked = await readTake(deps, event);
    const { ref, takeId } = asked.input;
    const place = `${ref.tenantId} ${ref.name}`;
    const before = known.get(place)?.work;
    const [earlier, answer] = await Promise.all([
      asked.requestHash === undefined ? undefined : deps.getTake(ref.tenantId, takeId),
      deps.takePooled(asked.input),
      before && tell(place, before, asked),
    ]);
    if ('pool' in answer && answer.pool.accountId !== before?.accountId) {
      known.delete(place);
      await tell(place, answer.pool, asked);
    }
    // A link that was taken beside it goes back to the pool when the take is settled.
    return earlier === undefined ? respond(deps, asked, answer) : repeat(deps, asked, earlier, answer);
  };
}

/** @throws ProblemError 404 or 422 */
async function readTake(deps: TakeLinkDeps, event: KeyedEvent & { json: JsonObject }): Promise<Asked> {
  const ref = poolRefOf(event);
  const idempotencyKey = readIdempotencyKey(event.headers);
  const parsed = parseTakeRequest(event.json);
  const problems = parsed.problems ?? findCallbackProblems(parsed.request, deps.allowLocalCallbacks);
  if (parsed.problems || problems.length > 0) {
    throw invalidRequest(problems);
  }
  const { request } = parsed;
  const { tenantId, key } = event;
  const nowMs = deps.now();
  const isKeyed = idempotencyKey !== undefined;
  const requestHash = isKeyed ? hashRequest(request) : undefined;
  const { title, metadata, expire_in: expireIn } = request;
  const take: PoolTake = {
    atMs: nowMs,
    ...(requestHash === undefined ? {} : { requestHash }),
    ...(title === undefined ? {} : { title }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(expireIn === undefined ? {} : { expireDate: Math.floor(nowMs / 1000) + expireIn }),
    ...callbackFor(request, key),
  };
  // A key of all accounts may use every pool of its tenant.
  const pool = key.accounts === undefined ? undefined : requireUsable(await deps.getPool(ref), key);
  return {
    event,
    request,
    requestHash,
    input: {
      ref,
      takeId: isKeyed ? takeIdFrom(tenantId, ref.name, idempotencyKey) : newTakeId(deps.randomBytes(), nowMs),
      take,
      ...(pool === undefined ? {} : { poolId: pool.poolId }),
      isUnpriced: expireIn !== undefined,
      nowMs,
    },
  };
}

async function respond(deps: TakeLinkDeps, asked: Asked, answer: TakeAnswer): Promise<ApiResponse> {
  const { takeId } = asked.input;
  switch (answer.kind) {
    case 'taken': {
      const { pool, link, left } = answer;
      if (left < pool.size * lowShare) {
        deps.record('PoolLow', 1);
      }
      return respondTaken(deps, toTakenInvite(pool, takeId, link, asked.input.take), {});
    }
    case 'earlier':
      return respondEarlier(deps, asked, answer.pool);
    case 'empty':
      deps.record('PoolEmpty', 1);
      if (asked.request.if_empty === 'fail') {
        const { retryAfterSeconds = emptyForSeconds } = await estimateFill(deps, answer.pool);
        throw new ProblemError({
          slug: 'pool-empty',
          detail: `No link lies in the pool "${answer.pool.name}" now. GET /v1/pools/${answer.pool.name} says when it will be full.`,
          headers: { 'retry-after': String(retryAfterSeconds) },
        });
      }
      return makeInstead(deps, asked, answer.pool);
    case 'refused':
      throw invalidRequest([
        {
          field: 'expire_in',
          detail:
            'The links of the pool have subscription_pricing, which excludes expire_in: Telegram takes a price alone.',
        },
      ]);
    case 'missing':
      throw poolNotFound();
    case 'full':
      throw busy(
        'So many links of the pool were taken that are not settled that it takes no more now.',
        fullForSeconds,
      );
    default:
      throw busy(moved);
  }
}

/** The row has a take under this key. */
function respondEarlier(deps: TakeLinkDeps, asked: Asked, pool: Pool): Promise<ApiResponse> | ApiResponse {
  const { takeId } = asked.input;
  const take = pool.takes[takeId];
  const link = pool.given[takeId];
  if (take === undefined) {
    throw busy(moved);
  }
  const isKeyed = asked.requestHash !== undefined;
  if (isKeyed) {
    sameRequest(take, asked.requestHash);
  }
  return link === undefined
    ? makeInstead(deps, asked, pool)
    : respondTaken(deps, toTakenInvite(pool, takeId, link, take), isKeyed ? replayed : {});
}

const replayed = { 'idempotent-replayed': 'true' };

function respondTaken(deps: TakeLinkDeps, invite: Job, headers: Record<string, string>): ApiResponse {
  return respondJson(200, toInviteResource(invite, deps.now()), {
    location: `/v1/invites/${invite.jobId}`,
    ...headers,
  });
}

/** An earlier request under this key is settled. */
async function repeat(
  deps: TakeLinkDeps,
  asked: Asked,
  earlier: TakeRecord,
  answer: TakeAnswer,
): Promise<ApiResponse> {
  sameRequest(earlier, asked.requestHash);
  const { tenantId, inviteId, takeId } = earlier;
  const stored = await deps.getJob({ tenantId, jobId: inviteId });
  if (stored === undefined && inviteId === jobIdOfTake(tenantId, takeId) && 'pool' in answer) {
    return makeInstead(deps, asked, answer.pool);
  }
  if (stored === undefined) {
    throw new ProblemError({
      slug: 'invite-not-found',
      detail: 'The link was taken under this Idempotency-Key, and its invite is no longer kept.',
    });
  }
  const invite = await withTake(deps, requireInvite(stored, asked));
  if (invite.pool !== undefined) {
    return respondTaken(deps, invite, replayed);
  }
  return respondInvite(deps, 202, invite, { location: `/v1/invites/${inviteId}`, ...replayed });
}

/** The key may have been limited to other accounts since. @throws ProblemError 404 */
function requireInvite(invite: Job, { event: { key } }: Asked): Job {
  if (key.accounts !== undefined && !key.accounts.includes(invite.request.account)) {
    throw poolNotFound();
  }
  return invite;
}

/** The pool is empty: its link is made by a job like those of POST /v1/invites, before all others. */
async function makeInstead(deps: TakeLinkDeps, asked: Asked, pool: PoolTraits): Promise<ApiResponse> {
  const { event, request, input, requestHash } = asked;
  const isKeyed = requestHash !== undefined;
  const { tenantId, key, requestContext } = event;
  const jobId = isKeyed ? jobIdOfTake(tenantId, input.takeId) : newJobId(deps.randomBytes());
  if (isKeyed) {
    const reserved = await deps.reserveTake({ ...input, take: { ...input.take, asJob: jobId } });
    const isOwn = reserved.kind === 'earlier' && reserved.pool.takes[input.takeId]?.asJob === jobId;
    if (reserved.kind !== 'reserved' && !isOwn) {
      return respond(deps, asked, reserved);
    }
  }
  const { if_empty: _ifEmpty, expire_in: expireIn, ...own } = request;
  const { expire_in: usual, ...template } = toLinkRequest(pool);
  const endsIn = expireIn ?? usual;
  const wanted = { ...template, ...own, ...(endsIn === undefined ? {} : { expire_in: endsIn }) };
  const answer = await acceptOnce<Job>(
    deps,
    {
      key,
      tenantId,
      entries: [{ place: '', request: wanted, count: 1 }],
      priority: 'high',
      requestHash,
    },
    {
      make: ([each]) => {
        if (each === undefined) {
          throw new Error('a request without an account was not refused');
        }
        const keyed = isKeyed ? { requestHash } : {};
        return newJob(
          { tenantId, jobId, ...each, ...keyed, requestId: requestContext.requestId },
          deps.now(),
        );
      },
      store: deps.createJob,
      findEarlier: () => deps.getJob({ tenantId, jobId } satisfies JobRef),
    },
  );
  if (answer.earlier === undefined) {
    deps.noteJob(answer.made);
  }
  const job = answer.earlier ?? answer.made;
  if (event.logFields) {
    event.logFields.jobId = job.jobId;
  }
  await sendOrLeave(deps, job);
  return respondInvite(deps, 202, job, {
    location: `/v1/invites/${jobId}`,
    ...(answer.earlier === undefined ? {} : replayed),
  });
}
