import {
  type ApiKey,
  keyIdOf,
  type Scope,
  usualRatePerMinute,
  usualScopes,
} from '../../functions/core/account/api-key.ts';
import { accountIdOf } from '../../functions/core/ids.ts';
import type { TrackJoins } from '../../functions/core/request/track-joins.ts';
import { findCallbackUrlProblem } from '../../functions/core/request/webhook-url.ts';
import { makeKeyText } from '../../operator/system/make-key-text.ts';
import { RefusedError, UsageError } from '../../operator/terminal/operator-errors.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { describeRights } from './describe-key.ts';
import { findLiveKeys } from './find-keys.ts';

export interface CreateOptions {
  scopes?: Scope[];
  rate?: number;
  maxPending?: number;
  accounts?: string[];
  callbackUrl?: string;
  trackJoins?: TrackJoins;
}

/** `create NAME`: makes a key. Only the key goes to the output, so that it can be piped; the notes go to the error output. */
export async function create(context: CommandContext, name: string, options: CreateOptions): Promise<void> {
  const { system, terminal, now } = context;
  const { tenantId } = system;
  refuseCallbackUrl(context, options.callbackUrl);
  const [taken] = await findLiveKeys(context, { tenantId, name });
  if (taken !== undefined) {
    const id = keyIdOf(taken.keyHash);
    throw new RefusedError(
      `There is a key "${name}" already. To put another in its place: ${system.commandLine(`rotate ${id}`, 'key')}`,
    );
  }
  const { text, keyHash, lastFour } = makeKeyText();
  const key: ApiKey = {
    keyHash,
    lastFour,
    tenantId,
    name,
    scopes: options.scopes ?? usualScopes,
    ratePerMinute: options.rate ?? usualRatePerMinute,
    ...(options.maxPending === undefined ? {} : { maxPending: options.maxPending }),
    ...(options.accounts ? { accounts: options.accounts } : {}),
    ...(options.callbackUrl ? { callbackUrl: options.callbackUrl } : {}),
    ...(options.trackJoins === undefined ? {} : { trackJoins: options.trackJoins }),
    createdAtMs: now(),
  };
  await system.apiKeys.putKey(key);
  terminal.print(text);
  terminal.note(`${keyIdOf(keyHash)} "${name}" of tenant ${tenantId}: ${describeRights(key)}.`);
  terminal.note('Keep it: it is stored as a hash only, and not shown again.');
  for (const account of options.accounts ?? []) {
    if ((await system.accounts.getAccount(accountIdOf(tenantId, account))) === undefined) {
      terminal.note(`There is no account "${account}" yet.`);
    }
  }
}

/** @throws UsageError; on one machine results may go to that machine itself. */
function refuseCallbackUrl({ system }: CommandContext, callbackUrl: string | undefined): void {
  const isLocal = system.stage === undefined;
  const problem = callbackUrl === undefined ? undefined : findCallbackUrlProblem(callbackUrl, isLocal);
  if (problem !== undefined) {
    throw new UsageError(problem.replace('callback_url', '--callback-url'));
  }
}
