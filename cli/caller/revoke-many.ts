import { RefusedError, UsageError } from '../../operator/terminal/operator-errors.ts';
import { askToRevoke, type BulkRequest, countLinks } from './ask-to-revoke.ts';
import type { CallerContext } from './caller-context.ts';
import { followOperations } from './follow-operations.ts';
import { describeOperation, formatCount, formatDuration } from './format.ts';
import { formatCounts } from './format-resources.ts';
import { createProgress } from './progress.ts';
import type { BulkAnswer, LinkOperation } from './resources.ts';

interface Options {
  json: true | undefined;
  dryRun: true | undefined;
  yes: true | undefined;
}

const nothing = 'No link matches that is not revoked yet.';

/** Revokes all links that a request means, once the number is confirmed, and follows that to its end. */
export async function revokeMany(
  context: CallerContext,
  request: BulkRequest,
  { json, dryRun, yes }: Options,
): Promise<void> {
  const { client, print, note, now } = context;
  if (dryRun) {
    const counted = await countLinks(client, request);
    print(json ? JSON.stringify(counted, null, 2) : `${describeCount(counted)} would be revoked.`);
    return;
  }
  if (!yes && !(await confirm(context, request))) {
    print(json ? toJson([]) : nothing);
    return;
  }
  const startedAtMs = now();
  const ids: string[] = [];
  let operations: LinkOperation[];
  try {
    await askToRevoke(client, request, (accepted) => {
      ids.push(...accepted);
      if (ids.length > 0) {
        note(`Asked for: ${formatCount(ids.length)}`);
      }
    });
    operations = await follow(context, ids);
  } catch (error) {
    if (ids.length > 0) {
      note(
        'Not done yet. The service goes on with what was asked for: invite-spool operations --kind revoke. For the rest run the same command.',
      );
    }
    throw error;
  }
  printResults(context, operations, json, now() - startedAtMs);
}

/** @returns false when no link matches. @throws RefusedError when the answer is no. */
async function confirm(context: CallerContext, request: BulkRequest): Promise<boolean> {
  if (context.confirm === undefined) {
    throw new UsageError(
      'Without a terminal nobody can confirm that: add --yes. To see how many links it means: --dry-run.',
    );
  }
  const counted = await countLinks(context.client, request);
  if (counted.matched === 0) {
    return false;
  }
  if (!(await context.confirm(`Revoke ${describeCount(counted)}? Nothing undoes it.`))) {
    throw new RefusedError('Nothing was revoked.');
  }
  return true;
}

function describeCount({ matched, more }: BulkAnswer): string {
  return `${more ? 'at least ' : ''}${formatCount(matched)} ${matched === 1 ? 'link' : 'links'}`;
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

function printResults(
  context: CallerContext,
  operations: LinkOperation[],
  json: true | undefined,
  tookMs: number,
): void {
  const { print, note, now, setExitCode } = context;
  const failed = operations.filter(({ status }) => status !== 'succeeded');
  setExitCode(failed.length === 0 ? 0 : 1);
  if (json) {
    print(toJson(operations));
    return;
  }
  const reasons = Map.groupBy(failed, (operation) =>
    `${operation.status}  ${describeOperation(operation, now())}`.trim(),
  );
  for (const [reason, those] of reasons) {
    note(`${those.map(({ invite_id }) => invite_id).join(', ')}: ${reason}`);
  }
  const counts: Record<string, number> = { revoked: operations.length - failed.length };
  for (const { status } of failed) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  print(operations.length === 0 ? nothing : `${formatCounts(counts)}, after ${formatDuration(tookMs)}`);
}

function toJson(operations: LinkOperation[]): string {
  return JSON.stringify({ accepted: operations.length, operations }, null, 2);
}
