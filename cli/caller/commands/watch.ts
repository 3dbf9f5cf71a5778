import type { Desk, JsonOption } from '../caller-context.ts';
import { followBatch } from '../follow-batch.ts';
import { describeInvite, formatTime } from '../format.ts';
import { tellBatch } from '../format-resources.ts';
import { createProgress } from '../progress.ts';
import { type Invite, isBatchId, isFinal, pathOf } from '../resources.ts';

const usualPauseSeconds = 5;

/** `watch`: tells what happens to an invite until it is final, and prints its link; of a batch, how far it is. */
export async function watch(desk: Desk, id: string, { json }: JsonOption): Promise<void> {
  await (isBatchId(id) ? watchBatch(desk, id, json) : watchInvite(desk, id, json));
}

async function watchInvite(desk: Desk, id: string, json: true | undefined): Promise<void> {
  let told = '';
  while (true) {
    const { body, retryAfterSeconds } = await desk.client<Invite>({ method: 'GET', path: pathOf(id) });
    const { status } = body;
    const line = `${status}  ${status === 'succeeded' ? '' : describeInvite(body, desk.now())}`.trim();
    if (line !== told) {
      told = line;
      desk.note(`${formatTime(desk.now(), desk.now())}  ${line}`);
    }
    if (isFinal(status)) {
      if (json) {
        desk.say(JSON.stringify(body, null, 2));
      } else if (status === 'succeeded') {
        desk.say(describeInvite(body, desk.now()));
      }
      desk.setExitCode(status === 'succeeded' ? 0 : 1);
      return;
    }
    await desk.sleep((retryAfterSeconds ?? usualPauseSeconds) * 1000);
  }
}

async function watchBatch(desk: Desk, id: string, json: true | undefined): Promise<void> {
  const follow = { client: desk.client, sleep: desk.sleep, minPauseMs: () => 1000 };
  let progress: ReturnType<typeof createProgress> | undefined;
  try {
    const view = await followBatch(follow, id, (view) => {
      progress ??= createProgress(view.invites.length, desk.now);
      desk.display.show(progress.summarize([view], 0));
    });
    desk.display.stop();
    desk.say(
      json ? JSON.stringify({ ...view.batch, items: view.invites }, null, 2) : tellBatch(view, desk.now()),
    );
    desk.setExitCode(view.invites.every(({ status }) => status === 'succeeded') ? 0 : 1);
  } finally {
    desk.display.stop();
  }
}
