import { type Bench, findAccount } from './bench.ts';

/** `default-peer NAME [PEER]`: the chat of requests that name none; without a peer, they must name one. */
export async function setDefaultPeer(bench: Bench, name: string, peer: string | undefined): Promise<void> {
  const { place, terminal } = bench;
  const { accountId } = await findAccount(bench, name);
  await place.accounts.setDefaultPeer(accountId, peer);
  terminal.say(
    peer === undefined
      ? `${name} has no default peer: every request names its chat.`
      : `Requests for ${name} that name no peer are for ${peer}.`,
  );
}
