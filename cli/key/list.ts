import { type ApiKey, keyIdOf } from '../../functions/core/account/api-key.ts';
import type { JsonOption } from '../../operator/terminal/program.ts';
import { alignColumns } from '../../operator/terminal/table.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { describeRights, describeStatus, toKeyFacts } from './describe-key.ts';
import { loadKeys } from './find-keys.ts';

export interface ListOptions extends JsonOption {
  /** Only the tenant that the command line names. */
  isOfTenant: boolean;
}

/** `list`: every key, whether it works, and what it may do; of the key itself its last four characters. */
export async function list(context: CommandContext, { json, isOfTenant }: ListOptions): Promise<void> {
  const { system, terminal, now } = context;
  const keys = await loadKeys(context, isOfTenant);
  if (json) {
    const facts = keys.map((key) => toKeyFacts(key, now()));
    terminal.print(JSON.stringify(facts, null, 2));
    return;
  }
  if (keys.length === 0) {
    terminal.print(`There are no API keys. Make one: ${system.commandLine('create NAME', 'key')}`);
    return;
  }
  for (const line of toLines(keys, now())) {
    terminal.print(line);
  }
}

/** The tenant is named where there are several. */
function toLines(keys: ApiKey[], nowMs: number): string[] {
  const hasTenants = new Set(keys.map(({ tenantId }) => tenantId)).size > 1;
  const cells = keys.map((key) => [
    keyIdOf(key.keyHash),
    ...(hasTenants ? [key.tenantId] : []),
    key.name,
    key.lastFour === undefined ? '-' : `...${key.lastFour}`,
    describeStatus(key, nowMs),
    describeRights(key),
  ]);
  const heading = ['ID', ...(hasTenants ? ['TENANT'] : []), 'NAME', 'KEY', 'STATUS', 'MAY'];
  return alignColumns([heading, ...cells]);
}
