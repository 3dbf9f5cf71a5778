import { findAccount } from '../../operator/account/find-account.ts';
import type { CommandContext } from '../tool/command-context.ts';

/** `default-peer NAME [PEER]`: the chat of requests that name none; without a peer, they must name one. */
export async function setDefaultPeer(
  context: CommandContext,
  name: string,
  peer: string | undefined,
): Promise<void> {
  const { system, terminal } = context;
  const { accountId } = await findAccount(context, name);
  await system.accounts.setDefaultPeer(accountId, peer);
  terminal.print(
    peer === undefined
      ? `${name} has no default peer: every request names its chat.`
      : `Requests for ${name} that name no peer are for ${peer}.`,
  );
}
