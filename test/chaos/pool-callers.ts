import type { Observer } from './observer.ts';
import type { PlannedPool, PlannedTake, PoolAction } from './plan/plan-pools.ts';
import type { Stage } from './stage.ts';

/** One answer to a take, or a missing one. */
export interface TakeAnswer {
  take: number;
  planned: PlannedTake;
  askedAtMs: number;
  atMs: number;
  /** Undefined when the function was interrupted. */
  statusCode: number | undefined;
  inviteId: string | undefined;
  link: string | undefined;
}

export interface PoolCallers {
  act(action: PoolAction): Promise<void>;
  pools: PlannedPool[];
  takes: TakeAnswer[];
  /** Invites that a caller has had revoked. */
  revoked: Set<string>;
  /** When a caller first asked for the deletion, by the pool's name. */
  deletedAtMs: Map<string, number>;
}

type Send = (
  path: string,
  extra: Record<string, string>,
  body: unknown,
  method?: string,
) => Promise<{ statusCode: number | undefined; body: Record<string, unknown> }>;

/** How often a caller repeats a failed request that may be repeated. */
const maxRepeats = 3;

/** Callers who keep links ready, and take them. */
export function createPoolCallers(stage: Stage, observer: Observer, send: Send): PoolCallers {
  const pools: PlannedPool[] = [];
  const takes: TakeAnswer[] = [];
  const deletedAtMs = new Map<string, number>();
  const revoked = new Set<string>();
  return { act, pools, takes, revoked, deletedAtMs };

  async function act(action: PoolAction): Promise<void> {
    switch (action.type) {
      case 'create pool':
        return create(action.planned);
      case 'take':
        return take(action.take, action.planned);
      case 'revoke pooled':
        return revoke(action.name, action.choice);
      case 'delete pool':
        return remove(action.name, action.keepsLinks);
    }
  }

  async function create(planned: PlannedPool): Promise<void> {
    const { name, account, chat, size, lowWater, maxAgeSeconds } = planned;
    const staged = stage.accounts[account];
    const body = {
      name,
      account: staged?.name,
      peer: staged?.chats[chat]?.id,
      size,
      ...(lowWater === undefined ? {} : { low_water: lowWater }),
      ...(maxAgeSeconds === undefined ? {} : { max_age: maxAgeSeconds }),
      template: { usage_limit: 1 },
    };
    pools.push(planned);
    await repeatedly(true, `created ${name} of ${size}`, staged?.accountId, () =>
      send('/v1/pools', {}, body),
    );
  }

  async function take(number: number, planned: PlannedTake): Promise<void> {
    const { pool, idempotencyKey, title, expireInSeconds, isToFail } = planned;
    const body = {
      ...(title === undefined ? {} : { title }),
      ...(expireInSeconds === undefined ? {} : { expire_in: expireInSeconds }),
      ...(isToFail ? { if_empty: 'fail' } : {}),
    };
    const extra: Record<string, string> =
      idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
    const { account = 0 } = pools.find(({ name }) => name === pool) ?? {};
    const { accountId } = stage.accounts[account] ?? {};
    await repeatedly(idempotencyKey !== undefined, `take ${number} of ${pool}`, accountId, async () => {
      const askedAtMs = Date.now();
      const answer = await send(`/v1/pools/${pool}/take`, extra, body);
      const isGiven = answer.statusCode === 200 || answer.statusCode === 202;
      const invite = answer.body.invite as { link: string } | undefined;
      takes.push({
        take: number,
        planned,
        askedAtMs,
        atMs: Date.now(),
        statusCode: answer.statusCode,
        inviteId: isGiven ? String(answer.body.id) : undefined,
        link: isGiven ? invite?.link : undefined,
      });
      return answer;
    });
  }

  /** Any link of the pool: one that lies ready, or one that was taken. */
  async function revoke(name: string, choice: number): Promise<void> {
    const listed = await send(`/v1/invites?pool=${name}&status=succeeded`, {}, undefined, 'GET');
    const invites = (listed.body.invites ?? []) as { id: string }[];
    const { id } = invites[choice % Math.max(invites.length, 1)] ?? {};
    if (id !== undefined) {
      revoked.add(id);
      await repeatedly(true, `revoked ${id} of ${name}`, undefined, () =>
        send(`/v1/invites/${id}/revoke`, {}, {}),
      );
    }
  }

  async function remove(name: string, keepsLinks: boolean): Promise<void> {
    if (!deletedAtMs.has(name)) {
      deletedAtMs.set(name, Date.now());
    }
    const query = keepsLinks ? '?links=keep' : '';
    await repeatedly(true, `deleted ${name}${query}`, undefined, () =>
      send(`/v1/pools/${name}${query}`, {}, undefined, 'DELETE'),
    );
  }

  async function repeatedly(
    isRepeatable: boolean,
    told: string,
    accountId: string | undefined,
    ask: () => ReturnType<Send>,
  ): Promise<void> {
    for (let round = 0; round <= (isRepeatable ? maxRepeats : 0); round += 1) {
      const { statusCode, body } = await ask();
      observer.trace.add('caller', `${told}: ${statusCode ?? 'no answer'}`, {
        accountId,
        ...(typeof body.id === 'string' ? { jobId: body.id } : {}),
      });
      if (statusCode !== undefined && statusCode < 500) {
        return;
      }
    }
  }
}
