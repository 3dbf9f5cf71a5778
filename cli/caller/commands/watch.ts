import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { type BatchView, followBatch } from '../follow-batch.ts';
import { describeInvite, formatDuration, formatTime } from '../format.ts';
import { formatBatch } from '../format-resources.ts';
import { createProgress } from '../progress.ts';
import { type Invite, isBatchId, isFinal, pathOf } from '../resources.ts';

const defaultPauseSeconds = 5;

/** An invite whose state stays the same is told about so often: a tool that prints nothing looks as if it hung. */
const maxMsBetweenLines = 60_000;

/** `watch`: tells what happens to an invite until it is final, and prints its link; of a batch, how far it is. */
export async function watch(context: CallerContext, id: string, { json }: JsonOption): Promise<void> {
  await (isBatchId(id) ? watchBatch(context, id, json) : watchInvite(context, id, json));
}

async function watchInvite(context: CallerContext, id: string, json: true | undefined): Promise<void> {
  let printed = '';
  let changedAtMs = 0;
  let printedAtMs = 0;
  while (true) {
    const { body, retryAfterSeconds } = await context.client<Invite>({ method: 'GET', path: pathOf(id) });
    const { status } = body;
    const line = `${status}  ${status === 'succeeded' ? '' : describeInvite(body, context.now())}`.trim();
    const nowMs = context.now();
    if (line !== printed) {
      context.note(`${formatTime(nowMs, nowMs)}  ${line}`);
      printed = line;
      changedAtMs = nowMs;
      printedAtMs = nowMs;
    } else if (nowMs - printedAtMs >= maxMsBetweenLines) {
      context.note(`${formatTime(nowMs, nowMs)}  still ${line} (for ${formatDuration(nowMs - changedAtMs)})`);
      printedAtMs = nowMs;
    }
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
    context.setExitCode(view.invites.every(({ status }) => status === 'succeeded') ? 0 : 1);
  } finally {
    context.display.stop();
  }
}

/** From now on the display shows the batch, and the waits that the API asks for. */
function startProgress(context: CallerContext, first: BatchView): (view: BatchView) => void {
  const progress = createProgress(first.invites.length, context.now);
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
