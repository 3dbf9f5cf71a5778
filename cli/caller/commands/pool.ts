import { randomUUID } from 'node:crypto';
import type { JsonOption } from '../../../operator/terminal/program.ts';
import { alignColumns } from '../../../operator/terminal/table.ts';
import type { CallerContext } from '../caller-context.ts';
import { describePeer, formatTime } from '../format.ts';
import type { Invite, Pool } from '../resources.ts';

export interface CreatePoolOptions extends JsonOption {
  size: number;
  lowWater?: number;
  maxAge?: number;
}

/** `pool create`: links are made from now on. */
export async function createPool(
  context: CallerContext,
  name: string,
  { account, peer, ...template }: Record<string, unknown>,
  { size, lowWater, maxAge, json }: CreatePoolOptions,
): Promise<void> {
  const body = {
    name,
    account,
    ...(peer === undefined ? {} : { peer }),
    size,
    ...(lowWater === undefined ? {} : { low_water: lowWater }),
    ...(maxAge === undefined ? {} : { max_age: maxAge }),
    template,
  };
  const { body: pool } = await context.client<Pool>({ method: 'POST', path: '/v1/pools', body });
  printPool(context, pool, json);
}

/** `pool list`: a line for each. */
export async function listPools({ client, print }: CallerContext, { json }: JsonOption): Promise<void> {
  const pools: Pool[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor === undefined ? {} : { cursor }) });
    const { body } = await client<{ pools: Pool[]; next_cursor?: string }>({
      method: 'GET',
      path: `/v1/pools?${query}`,
    });
    pools.push(...body.pools);
    cursor = body.next_cursor;
  } while (cursor !== undefined);
  if (json) {
    print(JSON.stringify(pools, null, 2));
    return;
  }
  const rows = pools.map((pool) => [
    pool.name,
    pool.status,
    pool.account,
    describePeer(pool.peer),
    `${pool.ready} of ${pool.size} ready`,
    `${pool.taken} taken`,
    pool.error?.type ?? '',
  ]);
  print(rows.length === 0 ? 'There are no pools.' : alignColumns(rows).join('\n'));
}

/** `pool show`: a fact a line. */
export async function showPool(context: CallerContext, name: string, { json }: JsonOption): Promise<void> {
  const { body } = await context.client<Pool>({ method: 'GET', path: pathOf(name) });
  printPool(context, body, json);
}

/** `pool take`: prints the link alone, for a script. Where it is still to be made, how to come by it. */
export async function takeLink(
  { client, print, note }: CallerContext,
  name: string,
  request: Record<string, unknown>,
  {
    json,
    failIfEmpty,
    idempotencyKey = randomUUID(),
  }: JsonOption & { failIfEmpty?: true; idempotencyKey?: string },
): Promise<void> {
  const { body: invite } = await client<Invite>({
    method: 'POST',
    path: `${pathOf(name)}/take`,
    body: { ...request, ...(failIfEmpty ? { if_empty: 'fail' } : {}) },
    idempotencyKey,
  });
  if (json) {
    print(JSON.stringify(invite, null, 2));
    return;
  }
  if (invite.invite) {
    print(invite.invite.link);
    return;
  }
  note('The pool is empty: the link is being made.');
  print(`${invite.id}  ${invite.status}`);
  print(`Its link: invite-spool watch ${invite.id}`);
}

/** `pool delete`: what lies there is revoked, or kept. */
export async function deletePool(
  context: CallerContext,
  name: string,
  { json, keepLinks }: JsonOption & { keepLinks?: true },
): Promise<void> {
  const path = `${pathOf(name)}${keepLinks ? '?links=keep' : ''}`;
  const { body } = await context.client<Pool>({ method: 'DELETE', path });
  printPool(context, body, json);
}

function pathOf(name: string): string {
  return `/v1/pools/${encodeURIComponent(name)}`;
}

function printPool({ print, now }: CallerContext, pool: Pool, json: true | undefined): void {
  if (json) {
    print(JSON.stringify(pool, null, 2));
    return;
  }
  const facts = [
    ['name', pool.name],
    ['status', pool.status],
    ['account', pool.account],
    ['peer', describePeer(pool.peer)],
    ['ready', `${pool.ready} of ${pool.size}`],
    ['making', String(pool.making)],
    ['taken', String(pool.taken)],
    ['full_at', pool.full_at === undefined ? '' : formatTime(Date.parse(pool.full_at), now())],
    ['error', pool.error === undefined ? '' : `${pool.error.type}: ${pool.error.detail}`],
  ];
  print(alignColumns(facts.filter(([, fact]) => fact !== '')).join('\n'));
}
