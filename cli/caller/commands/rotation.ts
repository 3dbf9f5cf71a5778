import { randomUUID } from 'node:crypto';
import type { JsonOption } from '../../../operator/terminal/program.ts';
import { alignColumns, toPlainText } from '../../../operator/terminal/table.ts';
import type { CallerContext } from '../caller-context.ts';
import type { Rotation } from '../resources.ts';

export interface CreateRotationOptions extends JsonOption {
  account: string;
  peer?: string;
  every?: string;
  cron?: string;
  timeZone?: string;
  overlap?: string;
  slug?: string;
  callbackUrl?: string;
}

/** `rotation create`: its name makes it one, however often it is asked for. */
export async function createRotation(
  context: CallerContext,
  name: string,
  { json, account, peer, every, cron, timeZone, overlap, slug, callbackUrl }: CreateRotationOptions,
  template: Record<string, unknown>,
): Promise<void> {
  const body = {
    name,
    account,
    peer,
    every,
    cron,
    time_zone: timeZone,
    overlap,
    slug,
    callback_url: callbackUrl,
    template,
  };
  const answer = await context.client<Rotation>({ method: 'POST', path: '/v1/rotations', body });
  printRotation(context, answer.body, json);
}

/** `rotation list`: by name. */
export async function listRotations(
  { client, print }: CallerContext,
  { json, limit }: JsonOption & { limit: number },
): Promise<void> {
  const found: Rotation[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      limit: String(Math.min(limit - found.length, 100)),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const { body } = await client<{ rotations: Rotation[]; next_cursor?: string }>({
      method: 'GET',
      path: `/v1/rotations?${query}`,
    });
    found.push(...body.rotations);
    cursor = body.next_cursor;
  } while (cursor !== undefined && found.length < limit);
  if (json) {
    print(JSON.stringify(found, null, 2));
    return;
  }
  print(found.length === 0 ? 'There are no rotations.' : alignColumns(found.map(toCells)).join('\n'));
}

/** `rotation show`: with the links that have ended. */
export async function showRotation(
  context: CallerContext,
  name: string,
  { json }: JsonOption,
): Promise<void> {
  const { body } = await context.client<Rotation>({ method: 'GET', path: pathOf(name) });
  printRotation(context, body, json);
}

/** `rotation rotate`: a new link now. */
export async function rotate(
  context: CallerContext,
  name: string,
  {
    json,
    overlap,
    idempotencyKey = randomUUID(),
  }: JsonOption & { overlap?: string; idempotencyKey?: string },
): Promise<void> {
  const { body } = await context.client<Rotation>({
    method: 'POST',
    path: `${pathOf(name)}/rotate`,
    body: overlap === undefined ? {} : { overlap },
    idempotencyKey,
  });
  if (json) {
    context.print(JSON.stringify(body, null, 2));
    return;
  }
  context.print(`A new link is being made. See it: invite-spool rotation show ${name}`);
}

/** `rotation delete`: the current link is kept, or revoked. */
export async function deleteRotation(
  context: CallerContext,
  name: string,
  { json, revoke }: JsonOption & { revoke?: true },
): Promise<void> {
  const { body } = await context.client<Rotation>({
    method: 'DELETE',
    path: `${pathOf(name)}${revoke ? '?link=revoke' : ''}`,
  });
  if (json) {
    context.print(JSON.stringify(body, null, 2));
    return;
  }
  context.print(
    body.current === undefined
      ? 'It makes no more links.'
      : `It makes no more links. Kept: ${body.current.link}`,
  );
}

function pathOf(name: string): string {
  return `/v1/rotations/${encodeURIComponent(name)}`;
}

function printRotation({ print }: CallerContext, rotation: Rotation, json: true | undefined): void {
  if (json) {
    print(JSON.stringify(rotation, null, 2));
    return;
  }
  const { name, status, current, next_change_at, path, error, ending, history = [] } = rotation;
  print(`${name}  ${status}`);
  const lines = [
    ['link', current?.link ?? '(being made)'],
    ...(path === undefined ? [] : [['address', path]]),
    ...(next_change_at === undefined ? [] : [['next change', toTime(next_change_at)]]),
    ...(error === undefined ? [] : [['error', toPlainText(`${error.type}: ${error.detail}`)]]),
    ...ending.map(({ link, revoke_at }) => ['ends', `${link}  ${toTime(revoke_at)}`]),
    ...history.map(({ link, revoked_at, failure }) => [
      'ended',
      `${link}  ${revoked_at === undefined ? (failure ?? '') : toTime(revoked_at)}`,
    ]),
  ];
  print(alignColumns(lines).join('\n'));
}

function toCells({ name, status, current, next_change_at, path }: Rotation): string[] {
  return [
    name,
    status,
    current?.link ?? '(being made)',
    next_change_at === undefined ? '' : toTime(next_change_at),
    path ?? '',
  ];
}

/** UTC, as in every list. */
function toTime(text: string): string {
  return text.slice(0, 19).replace('T', ' ');
}
