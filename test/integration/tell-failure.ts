import { afterEach } from 'vitest';
import type { LocalService } from './local-service.ts';

/** How much of what happened last is shown. */
const shownCount = 40;

/** After a test that failed, most often because an event it waited for never came: shows what came instead. */
export function tellFailure(getService: () => LocalService): void {
  afterEach(({ task }) => {
    if (task.result?.state !== 'fail') {
      return;
    }
    const { events, lines } = getService();
    console.log(`last events of "${task.name}":`);
    for (const event of events.recorded.slice(-shownCount)) {
      console.log(JSON.stringify(event));
    }
    for (const { name, text } of lines.recorded.slice(-shownCount)) {
      console.log(name, text);
    }
  });
}
