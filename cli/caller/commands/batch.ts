import { toPlainText } from '../../../operator/terminal/table.ts';
import { ApiError } from '../api-error.ts';
import type { Desk, JsonOption } from '../caller-context.ts';
import { explainRefusal } from '../explain-refusal.ts';
import { formatCount, formatDuration } from '../format.ts';
import { tellCounts } from '../format-resources.ts';
import { type RowResult, refuseChangedFile, writeLinks } from '../links-file.ts';
import { type PlannedBatch, planBatches } from '../plan-batches.ts';
import { createProgress } from '../progress.ts';
import { type RequestFile, readRequestFile } from '../read-request-file.ts';
import { type BatchRun, runBatches, toResults } from '../run-batch.ts';

const maxFailuresTold = 10;

/**
 * `batch`: sends a file of requests, follows them to their end, and writes the links beside the rows. Whatever ends it, the same
 * command goes on from there.
 */
export async function batch(desk: Desk, path: string, { json }: JsonOption): Promise<void> {
  const startedAtMs = desk.now();
  const file = readRequestFile(path);
  refuseChangedFile(file);
  const batches = planBatches(file);
  const divided = batches.length === 1 ? '' : ` in ${formatCount(batches.length)} batches`;
  desk.note(`${path}: ${formatCount(file.rows.length)} ${file.rows.length === 1 ? 'row' : 'rows'}${divided}`);
  const run: BatchRun = { views: new Map(), refusals: [], replayed: 0 };
  try {
    await follow(desk, file, batches, run);
  } catch (error) {
    if (run.views.size === 0) {
      throw error instanceof ApiError ? tellRefusedFile(desk, error, file, batches[0]) : error;
    }
    const target = writeLinks(file, toResults(batches, run));
    desk.note(
      `Not done yet: what was sent goes on by itself. Run the same command to go on. So far: ${target}`,
    );
    throw error;
  }
  const results = toResults(batches, run);
  const target = writeLinks(file, results);
  tellRefusals(desk, file, run);
  tellResults(desk, { file, results, run, target, json, tookMs: desk.now() - startedAtMs });
  desk.setExitCode(results.every(({ status }) => status === 'succeeded') ? 0 : 1);
}

async function follow(desk: Desk, file: RequestFile, batches: PlannedBatch[], run: BatchRun): Promise<void> {
  const progress = createProgress(file.rows.length, desk.now);
  function show() {
    const refused = run.refusals.reduce((sum, { batch }) => sum + batch.rows.length, 0);
    desk.display.show(progress.summarize([...run.views.values()], refused));
  }
  desk.onPutOff((reason, untilMs) => {
    progress.putOff(reason, untilMs);
    show();
  });
  try {
    await runBatches({ client: desk.client, sleep: desk.sleep, onChange: show }, batches, run);
  } finally {
    desk.display.stop();
  }
}

/** Nothing was stored, so the file may be corrected and sent again. */
function tellRefusedFile(
  desk: Desk,
  error: ApiError,
  file: RequestFile,
  batch: PlannedBatch | undefined,
): ApiError {
  const lines = batch === undefined ? [] : explainRefusal(error, batch, file.columns);
  if (lines.length === 0) {
    return error;
  }
  desk.note([`${file.path} was refused, and nothing was stored:`, ...lines.map(toPlainLine)].join('\n'));
  return new ApiError(error.status, { title: error.problem.title });
}

function tellRefusals(desk: Desk, file: RequestFile, { refusals }: BatchRun): void {
  for (const { batch, error } of refusals) {
    const [first, last] = [batch.rows[0]?.line, batch.rows.at(-1)?.line];
    desk.note(`Lines ${first} to ${last} were refused together, and nothing of them was stored:`);
    desk.note(explainRefusal(error, batch, file.columns).map(toPlainLine).join('\n'));
    desk.note('Put them, corrected, into a file of their own.');
  }
}

interface Outcome {
  file: RequestFile;
  results: RowResult[];
  run: BatchRun;
  target: string;
  tookMs: number;
  json: true | undefined;
}

function tellResults(desk: Desk, { file, results, run, target, tookMs, json }: Outcome): void {
  const counts: Record<string, number> = {};
  for (const { status } of results) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  if (json) {
    const batches = [...run.views.values()].map((view) => view.batch.id);
    desk.say(
      JSON.stringify({ file: file.path, links_file: target, rows: results.length, counts, batches }, null, 2),
    );
    return;
  }
  const failures = results.flatMap(({ status, error }, index) =>
    status === 'succeeded' || status === 'refused'
      ? []
      : [toPlainLine(`  line ${file.rows[index]?.line}: ${status} ${error}`)],
  );
  for (const line of failures.slice(0, maxFailuresTold)) {
    desk.note(line);
  }
  if (failures.length > maxFailuresTold) {
    desk.note(`  and ${failures.length - maxFailuresTold} more: see the file`);
  }
  const isRepeat = run.replayed > 0 && run.replayed === run.views.size;
  desk.say(
    `${tellCounts(counts)}, after ${formatDuration(tookMs)}${isRepeat ? ' (sent before: no new links)' : ''}`,
  );
  desk.say(`The links: ${target}`);
}

function toPlainLine(line: string): string {
  return `  ${toPlainText(line)}`;
}
