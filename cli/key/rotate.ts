import { type ApiKey, isLive, keyIdOf } from '../../functions/core/account/api-key.ts';
import { makeKeyText } from '../../operator/system/make-key-text.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import { toTime } from '../tool/account-facts.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { describeStatus } from './describe-key.ts';
import { findKey, findLiveKeys } from './find-keys.ts';

/** Callers move over from the old key to the new one: two are enough for that, and a third is a key forgotten. */
const maxLiveKeys = 2;

export interface RotateOptions {
  /** How long the old key goes on working, in milliseconds. */
  overlap: number;
  /** The new key's quota. */
  maxPending?: number;
  isOfTenant: boolean;
}

/**
 * `rotate ID`: makes a key with the same rights, and ends the old one after the overlap. The key alone is the result; what
 * is told of it goes beside.
 */
export async function rotate(
  context: CommandContext,
  id: string,
  { overlap, maxPending, isOfTenant }: RotateOptions,
): Promise<void> {
  const { system, terminal, now } = context;
  const old = await findKey(context, id, isOfTenant);
  await refuseRotation(context, old);
  const createdAtMs = now();
  const oldEndsAtMs = Math.min(createdAtMs + overlap, old.expiresAtMs ?? Number.POSITIVE_INFINITY);
  const { text, keyHash, lastFour } = makeKeyText();
  const { expiresAtMs, ...rights } = old;
  const next: ApiKey = {
    ...rights,
    ...(maxPending === undefined ? {} : { maxPending }),
    keyHash,
    lastFour,
    createdAtMs,
  };
  if (!(await system.apiKeys.replaceKey(next, old, oldEndsAtMs))) {
    throw new RefusedError(`${id} was changed meanwhile. See: ${system.commandLine('list', 'key')}`);
  }
  terminal.print(text);
  terminal.note(
    `${keyIdOf(keyHash)} "${next.name}" of tenant ${next.tenantId} has the rights of ${id}${maxPending === undefined ? '' : `, and may have ${maxPending} unfinished jobs`}.`,
  );
  terminal.note(`${id} works until ${toTime(oldEndsAtMs)}.`);
  terminal.note('Keep the new key: it is stored as a hash only, and not shown again.');
}

/** @throws RefusedError when the key works no more, or another is taking its place already. */
async function refuseRotation(context: CommandContext, old: ApiKey): Promise<void> {
  const { system, now } = context;
  const id = keyIdOf(old.keyHash);
  if (!isLive(old, now())) {
    throw new RefusedError(`${id} is ${describeStatus(old, now())}: "create" makes a new key.`);
  }
  const live = await findLiveKeys(context, old);
  if (live.length >= maxLiveKeys) {
    const [oldest] = live.map(({ keyHash }) => keyIdOf(keyHash));
    throw new RefusedError(
      `"${old.name}" has two keys that work. End the older one first: ${system.commandLine(`revoke ${oldest}`, 'key')}`,
    );
  }
}
