import { adoptedIdOf } from '../../functions/core/ids.ts';
import { httpEvent } from '../functions/api/http-event.ts';
import type { Hands } from './links-by-hand.ts';
import type { Observer } from './observer.ts';
import type { Outcome } from './parts/function-process.ts';
import type { CallerOfPeopleAction, PlannedDecision } from './plan/plan-people.ts';
import type { OperationAction, PlannedOperation, PlannedRequest } from './plan/plan-requests.ts';
import type { PlannedRotation, RotationAction } from './plan/plan-rotations.ts';
import { firstByHand, type SyncAction } from './plan/plan-syncs.ts';
import { createPoolCallers, type PoolCallers } from './pool-callers.ts';
import type { Stage } from './stage.ts';

/** One answer of the API, or a missing one. */
export interface Answer {
  /** The number of the request in the schedule; repeats share it. */
  request: number;
  planned: PlannedRequest;
  /** Undefined when the function was interrupted. */
  statusCode: number | undefined;
  jobId: string | undefined;
}

/** One request for an operation, or its repeats. */
export interface AskedOperation {
  operation: number;
  planned: { idempotencyKey?: string };
  /** When it was asked for first, and when the API first answered that it is accepted. */
  askedAtMs: number;
  acceptedAtMs: number;
  /** What the API has accepted it as: one id. */
  jobIds: Set<string>;
}

/** A decision about people who ask to join, and what the API has accepted it as. */
export interface AskedDecision {
  planned: PlannedDecision;
  /** Undefined where all are decided. */
  userId: string | undefined;
  inviteId: string | undefined;
  askedAtMs: number;
  jobId: string | undefined;
}

/** A person that the API was asked to forget. */
export interface Erasure {
  userId: string;
  askedAtMs: number;
  /** Infinity where the API has not said that it has done it. */
  doneAtMs: number;
}

/** A rotation that a caller has asked for. Times are Infinity where the API has not answered. */
export interface AskedRotation {
  planned: PlannedRotation;
  /** When it was asked for first. */
  createdAtMs: number;
  /** The Idempotency-Keys of requests to rotate it at once, and the shortest overlap that they asked for. */
  rotated: Set<string>;
  minOverlapMs: number;
  deleteAskedAtMs: number;
  deletedAtMs: number;
  isRevoked: boolean;
}

/** The callers of the API. They post, cancel, and repeat unanswered requests if that is safe. */
export interface Callers {
  post(request: number, planned: PlannedRequest): Promise<void>;
  cancel(request: number): Promise<void>;
  operate(action: OperationAction): Promise<void>;
  sync(action: SyncAction): Promise<void>;
  /** What callers do about the people who come. */
  handle(action: CallerOfPeopleAction): Promise<void>;
  pools: PoolCallers;
  rotate(action: RotationAction): Promise<void>;
  rotations: AskedRotation[];
  decisions: AskedDecision[];
  erasures: Erasure[];
  answers: Answer[];
  operations: Map<number, AskedOperation>;
  /** Jobs that the API has told its caller are cancelled. */
  cancelled: Set<string>;
}

/** How often a caller repeats a failed request that has an Idempotency-Key. */
const maxRepeats = 3;

export function createCallers(
  stage: Stage,
  { observer, hands }: { observer: Observer; hands: Hands },
  callbackUrl: string,
  invoke: (event: unknown) => Promise<Outcome>,
): Callers {
  const answers: Answer[] = [];
  const operations = new Map<number, AskedOperation>();
  const cancelled = new Set<string>();
  const decisions: AskedDecision[] = [];
  const erasures: Erasure[] = [];
  const rotations: AskedRotation[] = [];
  const headers = { authorization: `Bearer ${stage.apiKey}`, 'content-type': 'application/json' };

  async function send(path: string, extra: Record<string, string>, body: unknown, method = 'POST') {
    const event = httpEvent({
      method,
      path,
      headers: { ...headers, ...extra },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const outcome = await invoke(event);
    if (outcome.type !== 'result') {
      return { statusCode: undefined, body: {} as Record<string, unknown> };
    }
    const { statusCode, body: text = '' } = outcome.value as { statusCode: number; body?: string };
    return { statusCode, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  async function post(request: number, planned: PlannedRequest): Promise<void> {
    const { idempotencyKey } = planned;
    const body = {
      ...createBody(stage, planned),
      ...(planned.hasCallback ? { callback_url: callbackUrl } : {}),
    };
    for (let round = 0; round <= (idempotencyKey === undefined ? 0 : maxRepeats); round += 1) {
      const extra = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
      const { batch } = planned;
      const answer = await (batch === undefined
        ? send('/v1/invites', extra, body)
        : send('/v1/invites/batch', extra, { item: body, count: batch }));
      const jobId = answer.statusCode === 202 ? idOf(answer.body) : undefined;
      // The world numbers its chats across all seeds, so here a chat is named by its place in this seed. The port of
      // the receiver differs in each process of the hunt.
      const told = JSON.stringify({
        ...body,
        callback_url: planned.hasCallback,
        peer: `chat ${planned.chat} by ${planned.form}`,
        batch,
      });
      observer.trace.add('caller', `posted ${told}: ${answer.statusCode ?? 'no answer'}`, { jobId });
      answers.push({ request, planned, statusCode: answer.statusCode, jobId });
      if (answer.statusCode !== undefined && answer.statusCode < 500) {
        return;
      }
    }
  }

  async function cancel(request: number): Promise<void> {
    const jobId = answers.find((each) => each.request === request && each.jobId !== undefined)?.jobId;
    if (jobId === undefined) {
      return;
    }
    const { statusCode, body } = await send(`/v1/invites/${jobId}/cancel`, {}, undefined);
    observer.trace.add('caller', `cancelled: ${statusCode ?? 'no answer'} ${body.status ?? ''}`, { jobId });
    if (statusCode === 200 && body.status === 'cancelled') {
      cancelled.add(jobId);
    }
  }

  async function operate({ request, operation, planned }: OperationAction): Promise<void> {
    const inviteId = inviteOf(request);
    if (inviteId === undefined) {
      return;
    }
    const { kind, changes, revokeFirst, idempotencyKey, hasCallback } = planned;
    const [method, path] = routeOf(planned);
    const body = changes && { ...changes, ...(hasCallback ? { callback_url: callbackUrl } : {}) };
    const told = `${kind} ${JSON.stringify({ ...changes, revokeFirst })}`;
    await ask(operation, { idempotencyKey }, { told, jobId: inviteId }, (extra) =>
      send(`/v1/invites/${inviteId}${path}`, extra, body, method),
    );
  }

  /** A link that was made by hand has an invite once a sync has read it. */
  function inviteOf(request: number): string | undefined {
    if (request < firstByHand) {
      return answers.find((each) => each.request === request && each.jobId !== undefined)?.jobId;
    }
    const link = hands.links.filter(({ invite }) => !invite.permanent)[request - firstByHand];
    return link && adoptedIdOf(stage.tenantId, link.account.accountId, link.invite.link);
  }

  async function sync({ operation, planned }: SyncAction): Promise<void> {
    const { account: place, idempotencyKey, chat, form, ...options } = planned;
    const account = stage.accounts[place];
    const body = { ...options, peer: peerOf(stage, planned) };
    const told = `sync chat ${chat} by ${form} ${JSON.stringify(options)}`;
    await ask(operation, { idempotencyKey }, { told, accountId: account?.accountId }, (extra) =>
      send(`/v1/accounts/${account?.name}/links/sync`, extra, body),
    );
  }

  async function handle(action: CallerOfPeopleAction): Promise<void> {
    switch (action.type) {
      case 'decide':
        return decide(action.operation, action.planned);
      case 'look':
        return look(action.planned);
      case 'erase':
        return erase(action.person);
    }
  }

  /** Nobody can name a person who has not come yet, or a link that is not there. */
  async function decide(operation: number, planned: PlannedDecision): Promise<void> {
    const { kind, hasCallback, person } = planned;
    const inviteId = planned.request === undefined ? undefined : inviteOf(planned.request);
    const userId = person === undefined ? undefined : stage.people.get(person)?.id.toString();
    const isNamed = (person === undefined) === (userId === undefined);
    const base = placeOf(planned, inviteId);
    if (base === undefined || !isNamed) {
      return;
    }
    const asked: AskedDecision = {
      planned,
      userId,
      inviteId,
      askedAtMs: Date.now(),
      jobId: undefined,
    };
    decisions.push(asked);
    const path = `${base}${userId === undefined ? '' : `/${userId}`}/${kind}`;
    const body = {
      ...(inviteId === undefined ? { peer: peerOf(stage, planned) } : {}),
      ...(hasCallback ? { callback_url: callbackUrl } : {}),
    };
    const about = person === undefined ? 'all who ask' : `person ${person}`;
    const told = `${kind} ${about}${inviteId === undefined ? '' : ' by one link'}`;
    const { accountId } = stage.accounts[planned.account] ?? {};
    await ask(operation, { idempotencyKey: undefined }, { told, accountId }, (extra) =>
      send(path, extra, body),
    );
    asked.jobId = [...(operations.get(operation)?.jobIds ?? [])][0];
  }

  /** Where the requests to join are: at an invite, or at the account. */
  function placeOf(
    { account, request }: Pick<PlannedDecision, 'account' | 'request'>,
    inviteId: string | undefined,
  ): string | undefined {
    if (request === undefined) {
      return `/v1/accounts/${stage.accounts[account]?.name}/requests`;
    }
    return inviteId && `/v1/invites/${inviteId}/requests`;
  }

  async function look(planned: Extract<CallerOfPeopleAction, { type: 'look' }>['planned']): Promise<void> {
    const base = placeOf(planned, planned.request === undefined ? undefined : inviteOf(planned.request));
    if (base === undefined) {
      return;
    }
    const peer = encodeURIComponent(peerOf(stage, planned) ?? '');
    const query = planned.request === undefined ? `?peer=${peer}&refresh=true` : '?refresh=true';
    const { statusCode } = await send(`${base}${query}`, {}, undefined, 'GET');
    const { accountId } = stage.accounts[planned.account] ?? {};
    observer.trace.add('caller', `looked who asks: ${statusCode ?? 'no answer'}`, { accountId });
  }

  /** Repeated until it is done: a caller may not leave it half done. */
  async function erase(person: number): Promise<void> {
    const userId = stage.people.get(person)?.id.toString();
    if (userId === undefined) {
      return;
    }
    const erasure: Erasure = { userId, askedAtMs: Date.now(), doneAtMs: Number.POSITIVE_INFINITY };
    erasures.push(erasure);
    for (let round = 0; round <= maxRepeats; round += 1) {
      const { statusCode } = await send(`/v1/joins?user_id=${userId}`, {}, undefined, 'DELETE');
      observer.trace.add('caller', `erased person ${person}: ${statusCode ?? 'no answer'}`);
      if (statusCode !== undefined && statusCode < 300) {
        erasure.doneAtMs = Date.now();
        return;
      }
    }
  }

  /** Each may be repeated: a name, or a key, makes it one. */
  async function rotate(action: RotationAction): Promise<void> {
    const { planned } = action;
    const path = `/v1/rotations/${planned.name}`;
    const known = rotations.find((each) => each.planned === planned);
    const asked = known ?? newRotation(planned);
    if (known === undefined) {
      rotations.push(asked);
    }
    for (let round = 0; round <= maxRepeats; round += 1) {
      const { statusCode } = await sendRotation(action, asked, path);
      observer.trace.add('caller', `asked to ${action.does} a rotation: ${statusCode ?? 'no answer'}`);
      if (statusCode !== undefined && statusCode < 500) {
        asked.deletedAtMs = action.does === 'delete' ? Date.now() : asked.deletedAtMs;
        return;
      }
    }
  }

  function sendRotation(action: RotationAction, asked: AskedRotation, path: string): ReturnType<typeof send> {
    const { planned } = action;
    if (action.does === 'create') {
      const account = stage.accounts[planned.account];
      return send(
        '/v1/rotations',
        {},
        {
          name: planned.name,
          account: account?.name,
          peer: peerOf(stage, { ...planned, form: 'id' }),
          every: toDuration(planned.everyMs),
          overlap: toDuration(planned.overlapMs),
          template: planned.template,
          // One of a seed before may have it still.
          ...(planned.hasSlug ? { slug: stage.tenantId.replace('_', '-') } : {}),
        },
      );
    }
    if (action.does === 'rotate') {
      const { idempotencyKey, overlapMs } = action;
      asked.rotated.add(idempotencyKey);
      asked.minOverlapMs = Math.min(asked.minOverlapMs, overlapMs ?? planned.overlapMs);
      const body = overlapMs === undefined ? {} : { overlap: toDuration(overlapMs) };
      return send(`${path}/rotate`, { 'idempotency-key': idempotencyKey }, body);
    }
    asked.deleteAskedAtMs = Math.min(asked.deleteAskedAtMs, Date.now());
    asked.isRevoked = action.isRevoked;
    return send(`${path}?link=${action.isRevoked ? 'revoke' : 'keep'}`, {}, undefined, 'DELETE');
  }

  /** Repeats of one operation share its number. */
  async function ask(
    operation: number,
    { idempotencyKey }: { idempotencyKey: string | undefined },
    { told, ...about }: { told: string; jobId?: string; accountId?: string | undefined },
    sendOnce: (extra: Record<string, string>) => ReturnType<typeof send>,
  ): Promise<void> {
    const asked: AskedOperation = operations.get(operation) ?? {
      operation,
      planned: idempotencyKey === undefined ? {} : { idempotencyKey },
      askedAtMs: Date.now(),
      acceptedAtMs: Number.POSITIVE_INFINITY,
      jobIds: new Set<string>(),
    };
    operations.set(operation, asked);
    for (let round = 0; round <= (idempotencyKey === undefined ? 0 : maxRepeats); round += 1) {
      const extra = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
      const answer = await sendOnce(extra);
      const jobId = answer.statusCode === 202 ? idOf(answer.body) : undefined;
      observer.trace.add(
        'caller',
        `asked to ${told}: ${answer.statusCode ?? 'no answer'} ${jobId ?? ''}`,
        about,
      );
      if (jobId !== undefined) {
        asked.jobIds.add(jobId);
        asked.acceptedAtMs = Math.min(asked.acceptedAtMs, Date.now());
      }
      if (answer.statusCode !== undefined && answer.statusCode < 500) {
        return;
      }
    }
  }

  return {
    post,
    cancel,
    operate,
    sync,
    handle,
    pools: createPoolCallers(stage, observer, send),
    rotate,
    rotations,
    decisions,
    erasures,
    answers,
    operations,
    cancelled,
  };
}

function newRotation(planned: PlannedRotation): AskedRotation {
  return {
    planned,
    createdAtMs: Date.now(),
    rotated: new Set(),
    minOverlapMs: planned.overlapMs,
    deleteAskedAtMs: Number.POSITIVE_INFINITY,
    deletedAtMs: Number.POSITIVE_INFINITY,
    isRevoked: false,
  };
}

function toDuration(ms: number): string {
  return `PT${ms / 60_000}M`;
}

function routeOf({ kind, revokeFirst }: PlannedOperation): [method: string, path: string] {
  switch (kind) {
    case 'edit':
      return ['PATCH', ''];
    case 'delete':
      return ['DELETE', revokeFirst ? '?revoke=true' : ''];
    default:
      return ['POST', `/${kind}`];
  }
}

/** For a batch, that of its first job. */
function idOf({ id, items }: Record<string, unknown>): string {
  return String(Array.isArray(items) ? items[0]?.id : id);
}

function peerOf(
  stage: Stage,
  { account, chat, form }: Pick<PlannedRequest, 'account' | 'chat' | 'form'>,
): string | undefined {
  const { username, id } = stage.accounts[account]?.chats[chat] ?? {};
  return form === 'username' ? (username ?? id) : id;
}

function createBody(stage: Stage, planned: PlannedRequest): Record<string, unknown> {
  const account = stage.accounts[planned.account];
  const { deadlineSeconds, expireDateSeconds, options } = planned;
  function inSeconds(seconds: number) {
    return Math.floor(Date.now() / 1000) + seconds;
  }
  return {
    account: account?.name,
    peer: peerOf(stage, planned),
    ...options,
    ...(deadlineSeconds === undefined ? {} : { deadline: inSeconds(deadlineSeconds) }),
    ...(expireDateSeconds === undefined ? {} : { expire_date: inSeconds(expireDateSeconds) }),
  };
}
