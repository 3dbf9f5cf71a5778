import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { followBatch } from '../follow-batch.ts';
import { describeInvite, formatTime } from '../format.ts';
import { formatBatch } from '../format-resources.ts';
import { createProgress } from '../progress.ts';
import { type Invite, isBatchId, isFinal, pathOf } from '../resources.ts';

const defaultPauseSeconds = 5;

/** `watch`: tells what happens to an invite until it is final, and prints its link; of a batch, how far it is. */
export async function watch(context: CallerContext, id: string, { json }: JsonOption): Promise<void> {
  await (isBatchId(id) ? watchBatch(context, id, json) : watchInvite(context, id, json));
}

async function watchInvite(context: CallerContext, id: string, json: true | undefined): Promise<void> {
  let printed = '';
  while (true) {
    const { body, retryAfterSeconds } = await context.client<Invite>({ method: 'GET', path: pathOf(id) });
    const { status } = body;
    const line = `${status}  ${status === 'succeeded' ? '' : describeInvite(body, context.now())}`.trim();
    if (line !== printed) {
      printed = line;
      context.note(`${formatTime(context.now(), context.now())}  ${line}`);
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
  let progress: ReturnType<typeof createProgress> | undefined;
  try {
    const view = await followBatch(follow, id, (view) => {
      progress ??= createProgress(view.invites.length, context.now);
      context.display.show(progress.summarize([view], 0));
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
