import { toWebhookEvent } from '../../functions/core/callback/webhook-event.ts';
import { toEventResource } from '../../functions/core/job/event-resource.ts';
import { isFinal } from '../../functions/core/job/job.ts';
import type { Callback, ReceiverFault, ReceiverHooks } from './parts/receiver.ts';
import type { System } from './parts/system.ts';

/** An event that the receiver has taken. */
export interface Receipt {
  atMs: number;
  jobId: string;
  eventId: string;
  body: string;
  /** True when the store held this end of the job at that moment. */
  isStored: boolean;
}

/** An event at a link that the receiver has taken. */
export interface JoinReceipt {
  atMs: number;
  eventId: string;
  type: string;
  body: string;
}

/** Events at links are told while the link lives. The others tell the end of a job. */
const linkEventTypes = ['invite.joined', 'invite.join_requested', 'invite.used_up'];

export interface CallbackWatchDeps {
  system: System;
  tenantId: string;
  /** The fault of the next request. */
  chooseFault(who: string): Promise<ReceiverFault | undefined>;
  onReceipt(receipt: Receipt, who: string): void;
  onJoinReceipt(receipt: JoinReceipt, who: string): void;
}

/** Watches the callbacks of jobs, and compares each event with the store when it arrives. */
export function watchCallbacks({
  system,
  tenantId,
  chooseFault,
  onReceipt,
  onJoinReceipt,
}: CallbackWatchDeps): ReceiverHooks {
  async function isStored(jobId: string, { eventId, body }: Callback): Promise<boolean> {
    const [job] = await system.stores.jobs.loadJobs([{ tenantId, jobId }]);
    if (job === undefined || !isFinal(job.status)) {
      return false;
    }
    const event = toWebhookEvent(job, toEventResource(job));
    return event.id === eventId && event.body === body;
  }

  return {
    beforeCallback: ({ who }) => chooseFault(who),
    async onCallback(callback) {
      const { who, eventId, body } = callback;
      const { type, data } = JSON.parse(body);
      if (linkEventTypes.includes(type)) {
        onJoinReceipt({ atMs: Date.now(), eventId, type, body }, who);
        return;
      }
      const jobId = String(data.id);
      onReceipt({ atMs: Date.now(), jobId, eventId, body, isStored: await isStored(jobId, callback) }, who);
    },
  };
}
