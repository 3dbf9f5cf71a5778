import type { BenchAccount, BenchSystem } from '../system/bench-system.ts';

export interface TrackedInvite {
  id: string;
  link: string;
}

/** Asks for a link whose joins are told, and waits for it. */
export async function makeTrackedLink(
  { stack, apiKey }: BenchSystem,
  account: BenchAccount,
  fields: Record<string, unknown>,
): Promise<TrackedInvite> {
  const answer = await fetch(`${stack.baseUrl}/v1/invites`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', prefer: 'wait=20' },
    body: JSON.stringify({ account: account.name, peer: account.peer, track_joins: true, ...fields }),
  });
  const { id, invite } = (await answer.json()) as { id: string; invite?: { link: string } };
  if (invite === undefined) {
    throw new Error(`POST /v1/invites answered ${answer.status} without a link`);
  }
  return { id, link: invite.link };
}
