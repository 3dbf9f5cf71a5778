import { RefusedError, UsageError } from '../../operator/terminal/operator-errors.ts';
import { askToRevoke, countLinks, type Matches } from './ask-to-revoke.ts';
import type { CallerContext } from './caller-context.ts';
import { followOperations } from './follow-operations.ts';
import { describeOperation, formatCount, formatDuration } from './format.ts';
import { formatCounts } from './format-resources.ts';
import { groupBy } from './group-by.ts';
import { createProgress } from './progress.ts';
import type { LinkOperation } from './resources.ts';

export interface RevokeManyOptions {
  json?: true;
  dryRun?: true;
  yes?: true;
}

type Filter = Record<string, unknown>;

const nothing = 'No link matches that is not revoked yet.';

/** Revokes all links that a filter matches, once their number is confirmed, and follows that to its end. */
export async function revokeMany(
  context: CallerContext,
  filter: Filter,
  { json, dryRun, yes }: RevokeManyOptions,
): Promise<void> {
  const { client, print, now } = context;
  if (dryRun) {
    const counted = await countLinks(client, filter);
    const { links, unfinished } = counted;
    print(json ? toJson({ matched: links, unfinished }) : `${describeCount(counted)} would be revoked.`);
    noteUnfinished(context, counted);
    return;
  }
  if (!yes && !(await confirm(context, filter))) {
    print(json ? toJson({ matched: 0, operations: [] }) : nothing);
    return;
  }
  const startedAtMs = now();
  const { matches, operations } = await askAndFollow(context, filter);
  const failed = operations.filter(({ status }) => status !== 'succeeded');
  noteFailures(context, failed);
  noteUnfinished(context, matches);
  context.setExitCode(failed.length === 0 && matches.unfinished === 0 ? 0 : 1);
  print(
    json
      ? toJson({ matched: matches.links, unfinished: matches.unfinished, operations })
      : operations.length === 0
        ? nothing
        : `${describeEnd(operations, failed)}, after ${formatDuration(now() - startedAtMs)}`,
  );
}

/** @returns false when there is nothing to confirm. @throws RefusedError when the answer is no. */
async function confirm(context: CallerContext, filter: Filter): Promise<boolean> {
  if (context.confirm === undefined) {
    throw new UsageError(
      'Without a terminal nobody can confirm that: add --yes. To see how many links it means: --dry-run.',
    );
  }
  const counted = await countLinks(context.client, filter);
  if (counted.links === 0) {
    noteUnfinished(context, counted);
    return false;
  }
  if (!(await context.confirm(`Revoke ${describeCount(counted)}? Nothing undoes it.`))) {
    throw new RefusedError('Nothing was revoked.');
  }
  return true;
}

async function askAndFollow(context: CallerContext, filter: Filter) {
  let accepted = 0;
  try {
    const matches = await askToRevoke(context.client, filter, ({ operations }) => {
      if (operations.length > accepted) {
        accepted = operations.length;
        context.note(`Asked for: ${formatCount(accepted)}`);
      }
    });
    return { matches, operations: await follow(context, matches.operations) };
  } catch (error) {
    if (accepted > 0) {
      context.note(
        'Not done yet. The service goes on with what was asked for. To see it: invite-spool operations --kind revoke. For the rest run the same command.',
      );
    }
    throw error;
  }
}

async function follow(context: CallerContext, ids: string[]): Promise<LinkOperation[]> {
  const progress = createProgress(ids.length, context.now);
  let known: LinkOperation[] = [];
  function show() {
    context.display.show(progress.summarizeJobs(known));
  }
  context.onPutOff((reason, untilMs) => {
    progress.putOff(reason, untilMs);
    show();
  });
  try {
    return await followOperations(context, 'revoke', ids, (operations) => {
      known = operations;
      show();
    });
  } finally {
    context.display.stop();
  }
}

function describeCount({ links }: Matches): string {
  return `${formatCount(links)} ${links === 1 ? 'link' : 'links'}`;
}

function describeEnd(operations: LinkOperation[], failed: LinkOperation[]): string {
  const counts: Record<string, number> = { revoked: operations.length - failed.length };
  for (const { status } of failed) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return formatCounts(counts);
}

/** Each reason once, with the invites. */
function noteFailures({ note, now }: CallerContext, failed: LinkOperation[]): void {
  const reasons = groupBy(failed, (operation) =>
    `${operation.status} ${describeOperation(operation, now())}`.trim(),
  );
  for (const [reason, those] of reasons) {
    note(`${those.map(({ invite_id }) => invite_id).join(', ')}: ${reason}`);
  }
}

function noteUnfinished({ note }: CallerContext, { unfinished }: Matches): void {
  if (unfinished > 0) {
    note(
      `Matching invites that have no link yet: ${formatCount(unfinished)}. They are left alone. Cancel them (invite-spool cancel ID), or run the same command once they are done.`,
    );
  }
}

function toJson(result: object): string {
  return JSON.stringify(result, null, 2);
}
