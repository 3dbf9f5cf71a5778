import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createClient, verifyWebhook, WebhookError } from '@invite-spool/client';

const {
  INVITE_SPOOL_URL: baseUrl = 'http://127.0.0.1:3000',
  INVITE_SPOOL_KEY: apiKey = '',
  WEBHOOK_SECRET: secret = '',
  ACCOUNT: account = 'main',
  PEER: peer = '@launch',
  POOL: pool = 'example-shop',
  PORT: port = '8080',
} = process.env;

const client = createClient({ baseUrl, apiKey });

/** In a real shop: a table of its database. */
const orders = new Map<string, { inviteId: string; link?: string | undefined }>();

/** A link at once. Where the pool is empty it is made, and the webhook brings it. */
async function pay(order: string) {
  const request = { title: `order ${order}`, metadata: { order }, callback_url: `${shopUrl()}/webhooks` };
  // The order is the key: a payment that is told twice gets the same link.
  const invite = await client.pools.take(pool, request, { idempotencyKey: `order-${order}` });
  orders.set(order, { inviteId: invite.id, link: invite.invite?.link });
  return { order, link: invite.invite?.link ?? 'it follows' };
}

/** Nobody joins by the link any more, whether it is made already or not. */
async function cancel(order: string) {
  const { inviteId } = orders.get(order) ?? {};
  if (inviteId === undefined) {
    return { order, error: 'There is no such order.' };
  }
  await client.invites.cancel(inviteId, { revoke: true, idempotencyKey: `cancel-${order}` });
  console.log(`order ${order}: cancelled`);
  return { order, cancelled: true };
}

async function receiveWebhook(request: IncomingMessage) {
  const { event } = await verifyWebhook({ body: await text(request), headers: request.headers, secret });
  if (event.type === 'invite.succeeded') {
    const { id, metadata, invite } = event.data;
    const order = metadata?.order ?? '';
    orders.set(order, { inviteId: id, link: invite?.link });
    // Here the shop sends its mail. An event may come twice: send one mail.
    console.log(`order ${order}: ${invite?.link}`);
  }
  return {};
}

function answer(request: IncomingMessage): Promise<object> {
  const [, , order = '', action] = (request.url ?? '').split('/');
  if (request.url === '/webhooks') {
    return receiveWebhook(request);
  }
  return action === 'cancelled' ? cancel(order) : pay(order);
}

const server = createServer(async (request, response) => {
  try {
    const content = await answer(request);
    response.statusCode = 'error' in content ? 404 : 200;
    response.end(`${JSON.stringify(content)}\n`);
  } catch (error) {
    response.statusCode = error instanceof WebhookError ? 400 : 502;
    response.end(`${(error as Error).message}\n`);
  }
});

function shopUrl() {
  return process.env.SHOP_URL ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

// As many as are sold while the account may have to wait. The same request again is the same pool.
await client.pools.create({ name: pool, account, peer, size: 5, template: { usage_limit: 1 } });
server.listen(Number(port), '127.0.0.1', () => console.log(`The shop is at ${shopUrl()}`));
