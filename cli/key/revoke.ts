import { keyBelievedMs } from '../../functions/api/authenticate-key.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { findKey } from './find-keys.ts';

/** `revoke ID`: takes a key's power for good. */
export async function revoke(
  context: CommandContext,
  id: string,
  { isOfTenant }: { isOfTenant: boolean },
): Promise<void> {
  const { system, terminal, now } = context;
  const { keyHash, name, revokedAtMs } = await findKey(context, id, isOfTenant);
  if (revokedAtMs !== undefined) {
    terminal.print(`${id} "${name}" was revoked already.`);
    return;
  }
  await system.apiKeys.revokeKey(keyHash, now());
  terminal.print(`${id} "${name}" is revoked. It opens nothing after ${keyBelievedMs / 1000} s from now.`);
}
