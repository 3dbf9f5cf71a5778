import type { RecordMetric } from '../aws/metrics.ts';
import type { WebhookDeps } from './create-webhook.ts';

type Measured = Pick<WebhookDeps, 'post' | 'saveCallback' | 'saveDelivery'>;

/** Wraps functions of the delivery so that they record the outcome of requests to receivers, and the callbacks and events that are given up. */
export function measureWebhook(deps: Measured, record: RecordMetric): Measured {
  return {
    async post(url, headers, body) {
      const attempt = await deps.post(url, headers, body);
      record('CallbackAttempts', 1, attempt.kind);
      return attempt;
    },
    async saveCallback(ref, attempts, next, dueAtMs) {
      const isSaved = await deps.saveCallback(ref, attempts, next, dueAtMs);
      if (isSaved && (next.status === 'failed' || next.status === 'disabled')) {
        record('CallbacksGivenUp', 1, next.status);
      }
      return isSaved;
    },
    async saveDelivery(invite, before, next, dueAtMs) {
      const isSaved = await deps.saveDelivery(invite, before, next, dueAtMs);
      const isTold = next.toldUntil > before.toldUntil;
      if (isSaved && isTold && next.status === 'disabled') {
        record('CallbacksGivenUp', 1, 'disabled');
      } else if (isSaved && isTold && next.lastError !== undefined) {
        record('CallbacksGivenUp', 1, 'failed');
      }
      return isSaved;
    },
  };
}
