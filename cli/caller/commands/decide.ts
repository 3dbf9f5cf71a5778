import { randomUUID } from 'node:crypto';
import { RefusedError, UsageError } from '../../../operator/terminal/operator-errors.ts';
import type { JsonOption } from '../../../operator/terminal/program.ts';
import { alignColumns } from '../../../operator/terminal/table.ts';
import { type AskedPlace, type ChatOptions, readPlace } from '../asked-place.ts';
import type { CallerContext } from '../caller-context.ts';
import { followOperations } from '../follow-operations.ts';
import { describeOperation, formatCount } from '../format.ts';
import { loadRequests, lookAtRequests } from '../load-requests.ts';
import { runOperation } from '../operate-link.ts';
import { createProgress } from '../progress.ts';
import type { LinkOperation } from '../resources.ts';

export interface DecideOptions extends ChatOptions, JsonOption {
  all?: true;
  yes?: true;
}

type Kind = 'approve' | 'decline';

/** So many are counted for the question before all are decided on. */
const countLimit = 1_000;

/** `approve`: lets in people who ask to join. */
export function approve(
  context: CallerContext,
  ids: string[] | undefined,
  options: DecideOptions,
): Promise<void> {
  return decide(context, 'approve', ids ?? [], options);
}

/** `decline`: turns them away. */
export function decline(
  context: CallerContext,
  ids: string[] | undefined,
  options: DecideOptions,
): Promise<void> {
  return decide(context, 'decline', ids ?? [], options);
}

async function decide(
  context: CallerContext,
  kind: Kind,
  ids: string[],
  { all, yes, json, ...chat }: DecideOptions,
): Promise<void> {
  const { inviteId, userIds } = readIds(ids, all);
  const place = readPlace(inviteId, chat);
  if (all && !yes && !(await confirm(context, kind, place))) {
    context.print(json ? '[]' : 'Nobody asks to join.');
    return;
  }
  const operations = all
    ? [await decideOne(context, `${place.path}/${kind}`, place)]
    : await decideEach(context, kind, place, userIds);
  context.setExitCode(operations.every(({ status }) => status === 'succeeded') ? 0 : 1);
  context.print(
    json
      ? JSON.stringify(operations, null, 2)
      : alignColumns(operations.map((each) => toCells(each, context.now()))).join('\n'),
  );
}

/** @throws UsageError */
function readIds(ids: string[], all: true | undefined): { inviteId: string | undefined; userIds: string[] } {
  const invites = ids.filter((id) => id.startsWith('inv_'));
  const userIds = [...new Set(ids.filter((id) => !id.startsWith('inv_')))];
  if (invites.length > 1) {
    throw new UsageError('One invite at a time.');
  }
  if (all && userIds.length > 0) {
    throw new UsageError('--all is everybody: leave out the user ids, or --all.');
  }
  if (!all && userIds.length === 0) {
    throw new UsageError('Who? Name user ids, as "requests" shows them. For everybody who asks: --all.');
  }
  return { inviteId: invites[0], userIds };
}

/** @returns false when there is nobody. @throws RefusedError when the answer is no. */
async function confirm(context: CallerContext, kind: Kind, place: AskedPlace): Promise<boolean> {
  if (context.confirm === undefined) {
    throw new UsageError(
      'Without a terminal nobody can confirm that: add --yes. To see who asks: requests --refresh.',
    );
  }
  await lookAtRequests(context, place);
  const { items, hasMore } = await loadRequests(context, place, countLimit);
  if (items.length === 0) {
    return false;
  }
  const people = `${hasMore ? 'more than ' : ''}${formatCount(items.length)} who ask ${place.words}`;
  if (
    !(await context.confirm(`${kind === 'approve' ? 'Let in' : 'Turn away'} ${people}? Nothing undoes it.`))
  ) {
    throw new RefusedError('Nothing was decided.');
  }
  return true;
}

function decideOne(context: CallerContext, path: string, { peer }: AskedPlace): Promise<LinkOperation> {
  return runOperation(context, { method: 'POST', path, body: peer === undefined ? {} : { peer } });
}

async function decideEach(
  context: CallerContext,
  kind: Kind,
  place: AskedPlace,
  userIds: string[],
): Promise<LinkOperation[]> {
  const paths = userIds.map((userId) => `${place.path}/${userId}/${kind}`);
  const [only] = paths;
  if (only !== undefined && paths.length === 1) {
    return [await decideOne(context, only, place)];
  }
  const { client, display, now, note, onPutOff } = context;
  const progress = createProgress(paths.length, now);
  const accepted: string[] = [];
  let known: LinkOperation[] = [];
  function show() {
    display.show(progress.summarizeJobs(known));
  }
  onPutOff((reason, untilMs) => {
    progress.putOff(reason, untilMs);
    show();
  });
  try {
    for (const path of paths) {
      const { body } = await client<LinkOperation>({
        method: 'POST',
        path,
        body: place.peer === undefined ? {} : { peer: place.peer },
        idempotencyKey: randomUUID(),
      });
      accepted.push(body.id);
    }
    return await followOperations(context, kind, accepted, (operations) => {
      known = operations;
      show();
    });
  } catch (error) {
    if (accepted.length > 0) {
      note(
        `Not done yet. The service goes on with what was asked for. To see it: invite-spool operations --kind ${kind}`,
      );
    }
    throw error;
  } finally {
    display.stop();
  }
}

function toCells(operation: LinkOperation, nowMs: number): string[] {
  const { user_id: userId = 'all', status } = operation;
  return [userId, status, describeOperation(operation, nowMs)];
}
