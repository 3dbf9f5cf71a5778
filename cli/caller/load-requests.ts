import type { Answer } from '../../client/send-requests.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { AskedPlace } from './asked-place.ts';
import type { CallerContext } from './caller-context.ts';
import { followOperation } from './follow-operation.ts';
import { describeOperation } from './format.ts';
import { type Found, loadPages } from './load-pages.ts';
import type { JoinRequest, LinkOperation } from './resources.ts';

type Looked = LinkOperation | { items: JoinRequest[] };

/** Who asks to join, as the service knows it. */
export function loadRequests(
  context: CallerContext,
  { path, peer }: AskedPlace,
  limit: number,
): Promise<Found<JoinRequest>> {
  return loadPages<JoinRequest>(context, path, { peer }, limit);
}

/** Lets the service ask Telegram who asks to join. @throws RefusedError where that fails. */
export async function lookAtRequests(context: CallerContext, { path, peer }: AskedPlace): Promise<void> {
  const query = new URLSearchParams({ refresh: 'true', limit: '1', ...(peer === undefined ? {} : { peer }) });
  const answer = await context.client<Looked>({ method: 'GET', path: `${path}?${query}` });
  if ('items' in answer.body) {
    return;
  }
  const look = await followOperation(context, answer as Answer<LinkOperation>);
  if (look.status !== 'succeeded') {
    throw new RefusedError(`Telegram could not be asked: ${describeOperation(look, context.now())}`);
  }
}
