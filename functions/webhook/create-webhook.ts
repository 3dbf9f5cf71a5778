import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type CallbackMessage, parseCallbackMessage } from '../aws/callback-queue.ts';
import type { LogFields } from '../aws/log.ts';
import {
  faultRetryMs,
  type ReturnDeps,
  type ReturningMessage,
  returnMessages,
} from '../aws/return-messages.ts';
import type { WebhookSecrets } from '../aws/webhook-secrets.ts';
import { deliverEvents, type EventDeliveryDeps } from '../core/callback/event-delivery.ts';
import { toLinkEvent } from '../core/callback/link-event.ts';
import type { Attempt } from '../core/callback/webhook-attempt.ts';
import { type DeliveryDeps, deliverCallback } from '../core/callback/webhook-delivery.ts';
import { toWebhookEvent, type WebhookEvent } from '../core/callback/webhook-event.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import { signEvent } from './sign-event.ts';

export interface WebhookDeps
  extends Omit<DeliveryDeps, 'postEvent'>,
    Omit<EventDeliveryDeps, 'postLinkEvent'>,
    ReturnDeps {
  getSecrets(tenantId: string, nowMs: number): Promise<WebhookSecrets>;
  /** The job as its callers see it. */
  toResource(job: Job): Record<string, unknown>;
  post(url: string, headers: Record<string, string>, body: string): Promise<Attempt>;
}

/** An attempt that is begun by then is over before the function's timeout (30 s): a request has a deadline of ten seconds. */
const beginMs = 15_000;

/**
 * A message with events that are left comes back so often at most, which its queue allows (infra/queues.yml). Then the sweeper sends
 * another.
 */
const maxReceives = 40;

type Posts = DeliveryDeps & EventDeliveryDeps;

/**
 * Makes the handler of callbacks and of events: it works through the messages of a batch side by side. Those that are about the
 * same job or link are one: each look at a link sends another. Messages of attempts that are to be repeated are hidden until then. Never throws: that would make Lambda slow its
 * polling down.
 */
export function createWebhook(deps: WebhookDeps) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const untilMs = deps.now() + beginMs;
    const getSecrets = rememberSecrets(deps);
    async function post(tenantId: string, message: WebhookEvent, url: string): Promise<Attempt> {
      const headers = signEvent(message, await getSecrets(tenantId), deps.now());
      return deps.post(url, headers, message.body);
    }
    const posts: Posts = {
      ...deps,
      postEvent: (job, url) => post(job.tenantId, toWebhookEvent(job, deps.toResource(job)), url),
      postLinkEvent: (link, each, invite, url) => post(link.tenantId, toLinkEvent(link, each, invite), url),
    };
    const returning = (
      await Promise.all(
        [...Map.groupBy(event.Records, ({ body }) => body).values()].map((records) =>
          handleRecords(deps, posts, records, untilMs),
        ),
      )
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

/** @param records of the same body. @returns those that have to come back. */
async function handleRecords(
  { now, log }: WebhookDeps,
  posts: Posts,
  records: SQSRecord[],
  untilMs: number,
): Promise<ReturningMessage[]> {
  const [{ body = '', messageId = '' } = {}] = records;
  const message = parseCallbackMessage(body);
  if (message === undefined) {
    log.error('unreadable message', { messageId });
    return returnAll(now() + faultRetryMs);
  }
  const { tenantId, jobId, events } = message;
  const about: LogFields = { jobId };
  async function getJob(each: JobRef): Promise<Job | undefined> {
    const job = await posts.getJob(each);
    about.requestId = job?.requestId;
    return job;
  }
  const kind = events ? kinds.events : kinds.callback;
  try {
    const verdict = await kind.deliver({ ...posts, getJob }, { tenantId, jobId }, untilMs);
    if (verdict.kind === 'again') {
      log.info(kind.line, { ...about, status: 'pending', retryAtMs: verdict.atMs });
      return returnAll(verdict.atMs).filter(({ record }) => !isWornOut(message, record));
    }
    log.info(kind.line, { ...about, status: verdict.status });
    return [];
  } catch (error) {
    log.error(kind.failure, { ...about, error });
    return returnAll(now() + faultRetryMs);
  }

  function returnAll(atMs: number): ReturningMessage[] {
    return records.map((record) => ({ record, atMs }));
  }
}

const kinds = {
  callback: { deliver: deliverCallback, line: 'callback', failure: 'delivering a callback failed' },
  events: { deliver: deliverEvents, line: 'events', failure: 'delivering events failed' },
} as const;

/** The sweeper finds a link with events that are left. */
function isWornOut({ events }: CallbackMessage, { attributes }: SQSRecord): boolean {
  return events === true && Number(attributes.ApproximateReceiveCount) >= maxReceives;
}
