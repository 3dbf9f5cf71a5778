import { Webhook } from 'standardwebhooks';
import type { WebhookSecrets } from '../aws/webhook-secrets.ts';
import type { WebhookEvent } from '../core/callback/webhook-event.ts';

/**
 * The headers by which a receiver knows that an event is from this service, fresh, and no repeat. While a secret is being replaced
 * there are two signatures, and one that verifies is enough.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#webhook-headers-sent-to-consumers
 */
export function signEvent(
  { id, body }: WebhookEvent,
  { secret, previous }: WebhookSecrets,
  nowMs: number,
): Record<string, string> {
  const signatures = [secret, previous].flatMap((each) =>
    each === undefined ? [] : new Webhook(each).sign(id, new Date(nowMs), body),
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(nowMs / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}
