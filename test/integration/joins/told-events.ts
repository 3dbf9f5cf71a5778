import { createFileKeyProvider } from '../../../functions/aws/key-provider.ts';
import { createWebhookSecrets } from '../../../functions/aws/webhook-secrets.ts';
import type { LocalService } from '../local-service.ts';
import { type Delivery, startReceiver } from '../webhook-receiver.ts';

/** An event at a link, as its receiver is told. */
export interface ToldEvent {
  id: string;
  invite_id: string;
  user_id: string;
  number: number;
}

export type ToldEvents = Awaited<ReturnType<typeof startToldEvents>>;

/** A receiver of the demo's tenant, and what it was told. */
export async function startToldEvents({ dynamoDb, keyFile, system }: LocalService) {
  const { WEBHOOKS_TABLE = '' } = system.stack.environmentOf('webhook');
  const secrets = createWebhookSecrets(dynamoDb, WEBHOOKS_TABLE, () => createFileKeyProvider(keyFile));
  const receiver = await startReceiver(
    async () => (await secrets.getSecrets(system.demo.tenantId, Date.now())).secret,
  );
  return {
    ...receiver,
    /**
     * The different events of that kind, in the order in which each was told for the first time. An event that was stored twice has two
     * numbers.
     */
    told(type: string): ToldEvent[] {
      const events = new Map<string, ToldEvent>();
      for (const { id, event } of receiver.deliveries.recorded) {
        const key = `${id} ${event.data.number}`;
        if (event.type === type && !events.has(key)) {
          // The body came as JSON, and the type of the event says what it holds.
          events.set(key, { ...event.data, id } as unknown as ToldEvent);
        }
      }
      return [...events.values()];
    },
    /** Resolves when so many different events of that kind have been told. */
    async toldAll(type: string, count: number): Promise<void> {
      const ids = new Set<string>();
      function isNew(delivery: Delivery): delivery is Delivery {
        const isFirst = delivery.event.type === type && !ids.has(delivery.id);
        if (isFirst) {
          ids.add(delivery.id);
        }
        return isFirst;
      }
      await receiver.deliveries.waitFor(isNew, count);
    },
  };
}
