import { type ApiKey, isLive, keyIdOf } from '../../functions/core/account/api-key.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { CommandContext } from '../tool/command-context.ts';

/** The keys of every tenant, or only of the one that the command line names; by tenant, the oldest first. */
export async function loadKeys({ system }: CommandContext, isOfTenant: boolean): Promise<ApiKey[]> {
  if (isOfTenant) {
    return system.apiKeys.listKeysOf(system.tenantId);
  }
  const keys = await system.apiKeys.listKeys();
  return keys.sort((a, b) =>
    a.tenantId === b.tenantId ? a.createdAtMs - b.createdAtMs : a.tenantId < b.tenantId ? -1 : 1,
  );
}

/**
 * The key with this id; ids are a tenant's no more than a key is.
 * @throws RefusedError
 */
export async function findKey(context: CommandContext, id: string, isOfTenant: boolean): Promise<ApiKey> {
  const keys = await loadKeys(context, isOfTenant);
  const key = keys.find(({ keyHash }) => keyIdOf(keyHash) === id);
  if (key === undefined) {
    throw new RefusedError(`There is no key ${id}. See: ${context.system.commandLine('list', 'key')}`);
  }
  return key;
}

/** The tenant's keys of that name that open something now. */
export async function findLiveKeys(
  { system, now }: CommandContext,
  { tenantId, name }: Pick<ApiKey, 'tenantId' | 'name'>,
): Promise<ApiKey[]> {
  const keys = await system.apiKeys.listKeysOf(tenantId);
  return keys.filter((key) => key.name === name && isLive(key, now()));
}
