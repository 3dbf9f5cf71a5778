import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { verifyWebhook, WebhookError, type WebhookEvent } from '@invite-spool/client';

/** Verifies events, and forwards them flat to a hook of Zapier, n8n or Make, which cannot verify them. */
const { WEBHOOK_SECRET: secret = '', FORWARD_URL: forwardUrl = '', PORT: port = '8081' } = process.env;

/** An event may arrive more than once. In a real receiver: a table. */
const seen = new Set<string>();

/** Hooks take fields, and no objects in objects. */
function toFields({ data }: WebhookEvent): Record<string, unknown> {
  const plain = Object.entries(data).filter(([, value]) => typeof value !== 'object');
  return {
    ...('metadata' in data ? data.metadata : {}),
    ...('invite' in data ? { link: data.invite?.link } : {}),
    ...('error' in data ? { error: data.error?.type } : {}),
    ...Object.fromEntries(plain),
  };
}

async function forward(id: string, fields: object): Promise<void> {
  const response = await fetch(forwardUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
    signal: AbortSignal.timeout(8_000),
  });
  if (!response.ok) {
    throw new Error(`The hook answers ${response.status}`);
  }
  seen.add(id);
}

const server = createServer(async (request, response) => {
  try {
    const { id, event } = await verifyWebhook({
      body: await text(request),
      headers: request.headers,
      secret,
    });
    if (!seen.has(id)) {
      await forward(id, { ...toFields(event), event_id: id, type: event.type });
      console.log(`${event.type} forwarded`);
    }
    response.statusCode = 204;
  } catch (error) {
    // What is forged is refused. What the hook did not take is answered with an error: the service sends it again.
    response.statusCode = error instanceof WebhookError ? 400 : 502;
    console.log((error as Error).message);
  }
  response.end();
});
server.listen(Number(port), '127.0.0.1', () =>
  console.log(`The receiver is at http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
