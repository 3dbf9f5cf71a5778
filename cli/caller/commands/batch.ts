import { ApiError } from '../../../client/api-error.ts';
import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { toRowFaults } from '../explain-refusal.ts';
import { formatCount, formatDuration } from '../format.ts';
import { formatCounts } from '../format-resources.ts';
import { type RowResult, refuseChangedFile, writeLinks } from '../links-file.ts';
import { type PlannedBatch, planBatches } from '../plan-batches.ts';
import { createProgress } from '../progress.ts';
import { type RequestFile, readRequestFile } from '../read-request-file.ts';
import { describeFaults, type RowFault } from '../row-faults.ts';
import { type BatchRun, runBatches, toResults } from '../run-batch.ts';

/**
 * `batch`: sends a file of requests, follows them to their end, and writes the links beside the rows. Whatever ends it, the same
 * command goes on from there.
 * @param defaults what each row asks for that does not say it.
 */
export async function batch(
  context: CallerContext,
  path: string,
  { json }: JsonOption,
  defaults: Record<string, unknown> = {},
): Promise<void> {
  const startedAtMs = context.now();
  const file = readRequestFile(path, defaults);
  refuseChangedFile(file);
  const batches = planBatches(file);
  const divided = batches.length === 1 ? '' : ` in ${formatCount(batches.length)} batches`;
  context.note(
    `${path}: ${formatCount(file.rows.length)} ${file.rows.length === 1 ? 'row' : 'rows'}${divided}`,
  );
  const run: BatchRun = { views: new Map(), refusals: [], replayed: 0 };
  try {
    await follow(context, file, batches, run);
  } catch (error) {
    if (run.views.size === 0) {
      throw error instanceof ApiError ? noteRefusedFile(context, error, file, batches[0]) : error;
    }
    const target = writeLinks(file, toResults(batches, run));
    context.note(
      `Not done yet. The service goes on with what was sent. Run the same command to go on. So far: ${target}`,
    );
    throw error;
  }
  const results = toResults(batches, run);
  const target = writeLinks(file, results);
  noteRefusals(context, file, run);
  printResults(context, { file, results, run, target, json, tookMs: context.now() - startedAtMs });
  context.setExitCode(results.every(({ status }) => status === 'succeeded') ? 0 : 1);
}

async function follow(
  context: CallerContext,
  file: RequestFile,
  batches: PlannedBatch[],
  run: BatchRun,
): Promise<void> {
  const progress = createProgress(file.rows.length, context.now);
  function show() {
    const refused = run.refusals.reduce((sum, { batch }) => sum + batch.rows.length, 0);
    context.display.show(progress.summarize([...run.views.values()], refused));
  }
  context.onPutOff((reason, untilMs) => {
    progress.putOff(reason, untilMs);
    show();
  });
  try {
    await runBatches({ client: context.client, sleep: context.sleep, onChange: show }, batches, run);
  } finally {
    context.display.stop();
  }
}

/** Nothing was stored, so the file may be corrected and sent again. */
function noteRefusedFile(
  context: CallerContext,
  error: ApiError,
  file: RequestFile,
  batch: PlannedBatch | undefined,
): ApiError {
  if (error.type === 'idempotency-key-reused') {
    // The key is made of the file alone, and what it asks for of the options too.
    const title = `${file.path} was sent before with other options. Give the same ones again, or change the file.`;
    return new ApiError(error.status, { title });
  }
  const faults = batch === undefined ? [] : toRowFaults(error, batch, file.columns);
  if (faults.length === 0) {
    return error;
  }
  context.note([`${file.path} was refused, and nothing was stored:`, ...describeFaults(faults)].join('\n'));
  return new ApiError(error.status, { title: error.problem.title });
}

/** The API takes or refuses a batch as a whole. A fault that several batches have is told once. */
function noteRefusals(context: CallerContext, file: RequestFile, { refusals }: BatchRun): void {
  if (refusals.length === 0) {
    return;
  }
  const ranges = refusals.map(({ batch: { rows } }) => `${rows[0]?.line} to ${rows.at(-1)?.line}`);
  const faults = refusals.flatMap(({ batch, error }) => {
    const found = toRowFaults(error, batch, file.columns);
    return found.length > 0 ? found : [{ detail: error.message.replace(/\.$/, '') }];
  });
  context.note(`Lines ${ranges.join(', ')} were refused, and nothing of them was stored:`);
  context.note(describeFaults(faults).join('\n'));
  context.note('Put them, corrected, into a file of their own.');
}

interface Outcome {
  file: RequestFile;
  results: RowResult[];
  run: BatchRun;
  target: string;
  tookMs: number;
  json: true | undefined;
}

function printResults(context: CallerContext, { file, results, run, target, tookMs, json }: Outcome): void {
  const counts: Record<string, number> = {};
  for (const { status } of results) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  if (json) {
    const batches = [...run.views.values()].map((view) => view.batch.id);
    context.print(
      JSON.stringify({ file: file.path, links_file: target, rows: results.length, counts, batches }, null, 2),
    );
    return;
  }
  const failures = results.flatMap(({ status, error }, index) =>
    status === 'succeeded' || status === 'refused' ? [] : [toFailure(file, index, status, error)],
  );
  for (const line of describeFaults(failures)) {
    context.note(line);
  }
  const isRepeat = run.replayed > 0 && run.replayed === run.views.size;
  context.print(
    `${formatCounts(counts)}, after ${formatDuration(tookMs)}${isRepeat ? ' (sent before: no new links)' : ''}`,
  );
  context.print(`The links: ${target}`);
}

function toFailure(file: RequestFile, index: number, status: string, error: string): RowFault {
  const detail = `${status} ${error}`.trim().replace(/\.$/, '');
  const line = file.rows[index]?.line;
  return line === undefined ? { detail } : { line, detail };
}
