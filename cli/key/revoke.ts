import { keyBelievedMs } from '../../functions/api/authenticate-key.ts';
import type { ToolContext } from '../tool/command-context.ts';
import { findKey } from './find-keys.ts';

/** `revoke ID`: takes a key's power for good. */
export async function revoke(
  context: ToolContext,
  id: string,
  { isOfTenant }: { isOfTenant: boolean },
): Promise<void> {
  const { place, terminal, now } = context;
  const { keyHash, name, revokedAtMs } = await findKey(context, id, isOfTenant);
  if (revokedAtMs !== undefined) {
    terminal.say(`${id} "${name}" was revoked already.`);
    return;
  }
  await place.apiKeys.revokeKey(keyHash, now());
  terminal.say(`${id} "${name}" is revoked. It opens nothing after ${keyBelievedMs / 1000} s from now.`);
}
