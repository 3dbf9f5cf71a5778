import type { Answer } from '../../client/send-requests.ts';
import type { CallerContext } from './caller-context.ts';
import { describeOperation } from './format.ts';
import { isFinal, type LinkOperation, pathOf } from './resources.ts';
import { createTeller } from './tell-changes.ts';

/** Most operations are done within this. A change is told no later than this. */
export const heldSeconds = 10;

const defaultPauseSeconds = 5;

/** Tells what happens to an operation until it is final. */
export async function followOperation(
  context: CallerContext,
  first: Answer<LinkOperation>,
): Promise<LinkOperation> {
  const { client, sleep, now } = context;
  const tell = createTeller(context);
  let { body, retryAfterSeconds } = first;
  while (true) {
    const { id, status } = body;
    tell(`${status}  ${isFinal(status) && !body.error ? '' : describeOperation(body, now())}`.trim());
    if (isFinal(status)) {
      return body;
    }
    await sleep((retryAfterSeconds ?? defaultPauseSeconds) * 1000);
    ({ body, retryAfterSeconds } = await client<LinkOperation>({
      method: 'GET',
      path: pathOf(id),
      waitSeconds: heldSeconds,
    }));
  }
}
