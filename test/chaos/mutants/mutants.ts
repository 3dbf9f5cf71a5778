import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectDirectory } from '../../../project-directory.ts';

/** A change that removes one protection of the product. */
export interface Mutation {
  /** Below `functions/`. */
  file: string;
  protection: string;
  instead: string;
}

export type MutantName = keyof typeof mutants;

/** Each mutant is the product without one protection. The hunt must catch them all. */
export const mutants = {
  'no-lease': [
    {
      file: 'aws/account-leases.ts',
      protection: "'(attribute_not_exists(leaseUntilMs) OR leaseUntilMs <= :now)',",
      instead: '',
    },
  ],
  'no-reconciliation': [
    {
      file: 'core/drain/reconcile-jobs.ts',
      protection: 'findMadeLink(entry.job, links, run.links.isOwned, telegram.aheadMs())',
      instead: '[][0] as ExportedInvite | undefined',
    },
  ],
  'dead-lease-forgotten': [
    {
      file: 'core/drain/drain-account.ts',
      protection: 'await adoptLeaseIntents(deps, {',
      instead: 'void ((..._given: unknown[]) => adoptLeaseIntents)(deps, {',
    },
  ],
  'cancel-without-a-look': [
    {
      file: 'core/account/may-be-called.ts',
      protection: 'account !== undefined && isIntended(job, account)',
      instead: 'account === null && isIntended(job, account)',
    },
  ],
  'no-fencing': [
    {
      file: 'aws/job-update.ts',
      protection: "ConditionExpression: '#version = :previous AND",
      instead: "ConditionExpression: '(attribute_exists(pk) OR #version = :previous) AND",
    },
    { file: 'telegram/guarded-socket.ts', protection: 'closed || now() >= untilMs', instead: 'closed' },
  ],
  'no-sweeper': [
    {
      file: 'core/sweep/sweep.ts',
      protection: 'shards.map((shard)',
      instead: '([] as string[]).map((shard)',
    },
  ],
  'hasty-sweep': [
    {
      file: 'core/sweep/sweep-account.ts',
      protection: 'Math.max(readyAtMs, job.updatedAtMs) + overdueMs',
      instead: 'readyAtMs + overdueMs',
    },
  ],
  'entry-moved-first': [
    {
      file: 'core/sweep/sweep.ts',
      protection: '  try {\n    const next =',
      instead:
        '  try {\n    await deps.moveDue(accountId, dueAtMs, { dueAtMs: dueAtMs + 86_400_000 });\n    const next =',
    },
  ],
  'endless-overtaking': [
    { file: 'core/job/line.ts', protection: 'high: 120 * minuteMs', instead: 'high: 1_200 * minuteMs' },
  ],
  'close-not-reset': [
    {
      file: 'telegram/guarded-socket.ts',
      protection: 'socket.resetAndDestroy();',
      instead: 'socket.destroy();',
    },
  ],
  'twelve-seconds': [
    {
      file: 'core/drain/reconcile.ts',
      protection: 'const messageLifeMs = 300_000;',
      instead: 'const messageLifeMs = 12_000;',
    },
    {
      file: 'core/drain/reconcile.ts',
      protection: 'const lateExecutionMs = 60_000;',
      instead: 'const lateExecutionMs = 0;',
    },
  ],
  'no-chain': [{ file: 'telegram/sender.ts', protection: 'state.after = after;', instead: '' }],
  'own-wait-holds-account': [
    {
      file: 'core/drain/message-verdict.ts',
      protection: 'Math.min(dueTimeOf(job) ?? nowMs, accountAtMs)',
      instead: 'dueTimeOf(job) ?? nowMs',
    },
  ],
  'newest-first': [
    {
      file: 'core/drain/export-links.ts',
      protection: 'placeOf(a.job) - placeOf(b.job)',
      instead: 'placeOf(b.job) - placeOf(a.job)',
    },
  ],
  'attempts-first': [
    {
      file: 'core/drain/export-links.ts',
      protection: 'isLast(a) - isLast(b)',
      instead: 'a.job.attempts - b.job.attempts',
    },
  ],
  'no-callback-sweep': [
    {
      file: 'core/sweep/webhook-sweep.ts',
      protection: 'callbackShards.flatMap(',
      instead: '([] as string[]).flatMap(',
    },
  ],
  'any-answer-delivers': [
    {
      file: 'webhook/post-event.ts',
      protection: 'status >= 200 && status < 300',
      instead: 'status >= 200',
    },
  ],
  'no-edit-hold': [
    {
      file: 'core/drain/run-operations.ts',
      protection: 'Math.max(unsettled.untilMs - telegramAheadMs, unsettled.ownUntilMs)',
      instead: '0 * telegramAheadMs',
    },
  ],
  'operation-order': [
    {
      file: 'core/drain/run-operations.ts',
      protection: '[invite, ...earlierIds(job).map(find)]',
      instead: '[invite]',
    },
  ],
  'told-after-end': [
    {
      file: 'core/drain/call-for-operation.ts',
      protection: 'if (!(await run.saveLink(',
      instead:
        'if (isDone) { await run.jobs.save(job, (each) => succeedOperation(each, told, run.now())); }\n  if (!(await run.saveLink(',
    },
  ],
  'adopts-ours': [
    {
      file: 'core/drain/store-page.ts',
      protection: 'invite.date >= openSinceSeconds || run.links.isOwned(invite)',
      instead: 'openSinceSeconds < 0',
    },
  ],
  'look-without-transaction': [
    {
      file: 'aws/join-looks.ts',
      protection: 'const refusals = await transactWrite(client, writes);',
      instead:
        'const refusals = await transactWrite(client, writes.slice(0, 1));\n    if (refusals.length === 0 && writes.length > 1) { await transactWrite(client, writes.slice(1)); }',
    },
  ],
  'watch-forgets': [
    {
      file: 'core/drain/watch-chats.ts',
      protection: '!isOpen(next.openUntil.anyMs, beganAtMs)',
      instead: '(next.intervalMs > 100_000 || !isOpen(next.openUntil.anyMs, beganAtMs))',
    },
  ],
  'two-ids': [
    {
      file: 'core/join/sort-joins.ts',
      protection: 'eventIdOf(tenantId, watch.chatId, eventId)',
      instead: 'eventIdOf(tenantId, watch.chatId, eventId, String(Date.now()))',
    },
    {
      file: 'aws/join-looks.ts',
      protection: 'const refusals = await transactWrite(client, writes);',
      instead:
        'if (writes.length > 1) { await transactWrite(client, writes.slice(1)); }\n    const refusals = await transactWrite(client, writes.slice(0, 1));',
    },
  ],
  'single-use-lost': [
    {
      file: 'core/drain/revoke-used.ts',
      protection: 'const { tenantId } = entry.job;',
      instead: 'const { tenantId } = entry.job;\n  look.setProgress(progress);\n  await look.store();',
    },
  ],
  'pooled-twice': [
    {
      file: 'aws/pool-update.ts',
      protection: "REMOVE making.#j, failure',\n        condition: 'attribute_exists(making.#j)',",
      instead: "REMOVE making.#j, failure',",
    },
  ],
  'take-forgets': [
    {
      file: 'aws/pool-takes.ts',
      protection:
        ' AND attribute_not_exists(deletedAtMs) AND attribute_not_exists(takes.#k) AND attribute_not_exists(given.#k)',
      instead: ' AND attribute_not_exists(deletedAtMs)',
    },
  ],
  'moved-twice': [
    {
      file: 'aws/pool-move.ts',
      protection: "[isPool, ...isThere].join(' AND ')",
      instead: "[isPool, '(attribute_exists(pk) OR (' + isThere.join(' AND ') + '))'].join(' AND ')",
    },
  ],
  'progress-first': [
    {
      file: 'core/drain/sync-links.ts',
      protection:
        'const counts = await storePage(run, known, entry.job, read);\n  return counts && goOn(run, entry, afterPage(sync, page, counts));',
      instead:
        'const counts = { adopted: page.links.length, updated: 0, left: 0 };\n  const after = await goOn(run, entry, afterPage(sync, page, counts));\n  await storePage(run, known, entry.job, read);\n  return after;',
    },
  ],
  'rotation-ends-first': [
    {
      file: 'core/rotation/rotation-transitions.ts',
      protection: 'making: attemptOf(rotation, periodMs, 1) };',
      instead:
        'making: attemptOf(rotation, periodMs, 1), ending: rotation.current === undefined ? rotation.ending : [...rotation.ending, endOf(rotation.current, nowMs, nowMs + rotation.overlapMs)] };',
    },
  ],
} satisfies Record<string, Mutation[]>;

export class MutationError extends Error {
  override name = 'MutationError';
}

/**
 * Copies the product's sources without the protection to a folder where they can be built.
 * @throws MutationError when the protection is not found: the mutant must be updated.
 */
export async function writeMutant(name: MutantName): Promise<string> {
  const copy = join(projectDirectory, '.build', 'mutants', name);
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy, { recursive: true });
  await cp(join(projectDirectory, 'functions'), copy, { recursive: true });
  for (const { file, protection, instead } of mutants[name]) {
    const path = join(copy, file);
    const source = await readFile(path, 'utf8');
    if (!source.includes(protection)) {
      throw new MutationError(`${name}: functions/${file} no longer has "${protection}"`);
    }
    await writeFile(
      path,
      source.replace(protection, () => instead),
    );
  }
  return copy;
}

/** @throws MutationError for an unknown name. */
export function parseMutantName(name: string): MutantName {
  if (Object.hasOwn(mutants, name)) {
    return name as MutantName;
  }
  throw new MutationError(`there is no mutant ${name}; there are ${Object.keys(mutants).join(', ')}`);
}
