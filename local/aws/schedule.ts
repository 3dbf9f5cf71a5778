import { randomUUID } from 'node:crypto';
import type { ScheduledEvent } from 'aws-lambda';
import { localRegion } from '../../operator/system/local-client-settings.ts';
import { localAccountId } from './resolve-intrinsics.ts';
import type { ScheduleSettings } from './template.ts';

export interface Schedule {
  /** Runs the function now, in addition to the schedule. Rejects when the invocation fails. */
  runNow(): Promise<unknown>;
  /** Ends the schedule and resolves when the running invocations are over. */
  stop(): Promise<void>;
}

/**
 * Invokes a function at the rule's rate, for the first time after one period, as EventBridge does. A run that fails is
 * not repeated, because the next one comes soon. `invoke` has reported the failure.
 */
export function startSchedule(
  settings: ScheduleSettings,
  invoke: (event: ScheduledEvent) => Promise<unknown>,
): Schedule {
  const running = new Set<Promise<unknown>>();

  function runNow(): Promise<unknown> {
    const run = invoke(createScheduledEvent(settings.ruleArn));
    running.add(run);
    return run.finally(() => running.delete(run));
  }

  const timer = setInterval(() => void Promise.allSettled([runNow()]), settings.periodMs);
  return {
    runNow,
    async stop() {
      clearInterval(timer);
      await Promise.allSettled(running);
    },
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-scheduled-events.html */
function createScheduledEvent(ruleArn: string): ScheduledEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: localAccountId,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region: localRegion,
    resources: [ruleArn],
    detail: {},
  };
}
