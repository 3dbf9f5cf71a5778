import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { parseCallbackMessage } from '../aws/callback-queue.ts';
import type { LogFields } from '../aws/log.ts';
import {
  faultRetryMs,
  type ReturnDeps,
  type ReturningMessage,
  returnMessages,
} from '../aws/return-messages.ts';
import type { WebhookSecrets } from '../aws/webhook-secrets.ts';
import { type Attempt, type DeliveryDeps, deliverCallback } from '../core/callback/webhook-delivery.ts';
import { toWebhookEvent } from '../core/callback/webhook-event.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import { signEvent } from './sign-event.ts';

export interface WebhookDeps extends Omit<DeliveryDeps, 'postEvent'>, ReturnDeps {
  getSecrets(tenantId: string, nowMs: number): Promise<WebhookSecrets>;
  /** The job as its callers see it. */
  toResource(job: Job): Record<string, unknown>;
  post(url: string, headers: Record<string, string>, body: string): Promise<Attempt>;
}

/**
 * Makes the handler of callbacks: it makes an attempt for each message of a batch, side by side, because each is about another
 * job. Messages of attempts that are to be repeated are hidden until then. Never throws: that would make Lambda slow its
 * polling down.
 */
export function createWebhook(deps: WebhookDeps) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const getSecrets = rememberSecrets(deps);
    const delivery: DeliveryDeps = {
      ...deps,
      async postEvent(job, url) {
        const { tenantId } = job;
        const message = toWebhookEvent(job, deps.toResource(job));
        const headers = signEvent(message, await getSecrets(tenantId), deps.now());
        return deps.post(url, headers, message.body);
      },
    };
    const returning = (
      await Promise.all(event.Records.map((record) => handleRecord(deps, delivery, record)))
    ).flat();
    return { batchItemFailures: await returnMessages(deps, returning) };
  };
}

/** Unseals a tenant's secrets once per invocation, and keeps them no longer. */
function rememberSecrets({ getSecrets, now }: WebhookDeps): (tenantId: string) => Promise<WebhookSecrets> {
  const opened = new Map<string, Promise<WebhookSecrets>>();
  return (tenantId) => {
    const secrets = opened.get(tenantId) ?? getSecrets(tenantId, now());
    opened.set(tenantId, secrets);
    return secrets;
  };
}

/** @returns the message, if it has to come back. */
async function handleRecord(
  { now, log }: WebhookDeps,
  delivery: DeliveryDeps,
  record: SQSRecord,
): Promise<ReturningMessage[]> {
  const ref = parseCallbackMessage(record.body);
  if (ref === undefined) {
    log.error('unreadable message', { messageId: record.messageId });
    return [{ record, atMs: now() + faultRetryMs }];
  }
  const about: LogFields = { jobId: ref.jobId };
  async function getJob(each: JobRef): Promise<Job | undefined> {
    const job = await delivery.getJob(each);
    about.requestId = job?.requestId;
    return job;
  }
  try {
    const verdict = await deliverCallback({ ...delivery, getJob }, ref);
    if (verdict.kind === 'again') {
      log.info('callback', { ...about, status: 'pending', retryAtMs: verdict.atMs });
      return [{ record, atMs: verdict.atMs }];
    }
    log.info('callback', { ...about, status: verdict.status });
    return [];
  } catch (error) {
    log.error('delivering a callback failed', { ...about, error });
    return [{ record, atMs: now() + faultRetryMs }];
  }
}
