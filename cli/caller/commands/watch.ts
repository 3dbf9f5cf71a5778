import { UsageError } from '../../../operator/terminal/operator-errors.ts';
import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { type BatchView, followBatch } from '../follow-batch.ts';
import { followOperation } from '../follow-operation.ts';
import { describeInvite } from '../format.ts';
import { formatBatch, formatOperation } from '../format-resources.ts';
import { createProgress } from '../progress.ts';
import { type Invite, isBatchId, isFinal, isOperationId, type LinkOperation, pathOf } from '../resources.ts';
import { createTeller } from '../tell-changes.ts';

const defaultPauseSeconds = 5;

/** `watch`: tells what happens to an invite until it is final, and prints its link; of a batch, how far it is. */
export async function watch(
  context: CallerContext,
  id: string | undefined,
  { json }: JsonOption,
): Promise<void> {
  if (id === undefined) {
    throw new UsageError('Name what to watch: the id of an invite, a batch or an operation; or --joins.');
  }
  const follow = isBatchId(id) ? watchBatch : isOperationId(id) ? watchOperation : watchInvite;
  await follow(context, id, json);
}

async function watchInvite(context: CallerContext, id: string, json: true | undefined): Promise<void> {
  const tell = createTeller(context);
  while (true) {
    const { body, retryAfterSeconds } = await context.client<Invite>({ method: 'GET', path: pathOf(id) });
    const { status } = body;
    tell(`${status}  ${status === 'succeeded' ? '' : describeInvite(body, context.now())}`.trim());
    if (isFinal(status)) {
      if (json) {
        context.print(JSON.stringify(body, null, 2));
      } else if (status === 'succeeded') {
        context.print(describeInvite(body, context.now()));
      }
      context.setExitCode(status === 'succeeded' ? 0 : 1);
      return;
    }
    await context.sleep((retryAfterSeconds ?? defaultPauseSeconds) * 1000);
  }
}

async function watchOperation(context: CallerContext, id: string, json: true | undefined): Promise<void> {
  const first = await context.client<LinkOperation>({ method: 'GET', path: pathOf(id) });
  const operation = await followOperation(context, first);
  context.print(json ? JSON.stringify(operation, null, 2) : formatOperation(operation, context.now()));
  context.setExitCode(operation.status === 'succeeded' ? 0 : 1);
}

async function watchBatch(context: CallerContext, id: string, json: true | undefined): Promise<void> {
  const follow = { client: context.client, sleep: context.sleep, minPauseMs: () => 1000 };
  let show: ((view: BatchView) => void) | undefined;
  try {
    const view = await followBatch(follow, id, (view) => {
      show ??= startProgress(context, view);
      show(view);
    });
    context.display.stop();
    context.print(
      json
        ? JSON.stringify({ ...view.batch, items: view.invites }, null, 2)
        : formatBatch(view, context.now()),
    );
    const jobs = [...view.invites, ...view.operations];
    context.setExitCode(jobs.every(({ status }) => status === 'succeeded') ? 0 : 1);
  } finally {
    context.display.stop();
  }
}

/** From now on the display shows the batch, and the waits that the API asks for. */
function startProgress(context: CallerContext, first: BatchView): (view: BatchView) => void {
  const progress = createProgress(first.batch.size, context.now);
  let latest = first;
  function show(view: BatchView) {
    latest = view;
    context.display.show(progress.summarize([view], 0));
  }
  context.onPutOff((reason, untilMs) => {
    progress.putOff(reason, untilMs);
    show(latest);
  });
  return show;
}
