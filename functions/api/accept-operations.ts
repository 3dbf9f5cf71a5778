import { operationIdOfEach } from '../core/ids.ts';
import type { Job } from '../core/job/job.ts';
import { settleAll } from '../core/settle-all.ts';
import {
  type AcceptOperationDeps,
  type AskedOperation,
  ensureAccountDue,
  makeOperation,
  storeOperation,
} from './accept-operation.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { readIdempotencyKey } from './read-idempotency-key.ts';
import { type SendJobsDeps, sendAllOrLeave } from './send-or-leave.ts';

export type AcceptOperationsDeps = AcceptOperationDeps & SendJobsDeps;

/** Operations that are stored side by side. */
const sideBySide = 20;

/**
 * Accepts the same operation on the links of many invites. When it breaks off, what was accepted stays so. Under an
 * Idempotency-Key each link has its operation once, and the same request does the rest.
 * @returns the operations, in the order of the invites.
 */
export async function acceptOperations(
  deps: AcceptOperationsDeps,
  event: KeyedEvent,
  invites: Job[],
  asked: AskedOperation,
): Promise<Job[]> {
  const key = readIdempotencyKey(event.headers);
  const made = invites.map((invite) => ({
    invite,
    job: makeOperation(
      deps,
      event,
      invite,
      asked,
      key === undefined ? undefined : operationIdOfEach(event.tenantId, key, invite.jobId),
    ),
  }));
  const accountIds = [...new Set(made.map(({ job }) => job.accountId))];
  await settleAll(
    accountIds.map(async (accountId) => {
      const own = made.find(({ job }) => job.accountId === accountId);
      return own && ensureAccountDue(deps, own.job);
    }),
  );
  const accepted: Job[] = [];
  for (let next = 0; next < made.length; next += sideBySide) {
    const some = made.slice(next, next + sideBySide);
    accepted.push(...(await settleAll(some.map(({ invite, job }) => storeOperation(deps, invite, job)))));
  }
  await sendAllOrLeave(deps, accepted);
  return accepted;
}
