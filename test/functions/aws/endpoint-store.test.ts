import { expect, test } from 'vitest';
import { createEndpointStore } from '../../../functions/aws/endpoint-store.ts';
import { startTables } from './local-stores.ts';

const { client, webhooksTable } = await startTables();
const store = createEndpointStore(client, webhooksTable);

function newTenant() {
  return `ten_${crypto.randomUUID()}`;
}

const url = `https://shop.example/${'long/'.repeat(400)}`;

test('failures are counted since the first, and a success clears them', async () => {
  const tenantId = newTenant();
  await store.noteFailed(tenantId, url, 'one', 1_000);
  const failing = {
    tenantId,
    url,
    failingSinceMs: 1_000,
    failures: 2,
    lastError: 'two',
    failedAtMs: 2_000,
  };
  expect(await store.noteFailed(tenantId, url, 'two', 2_000)).toEqual(failing);
  expect(await store.getEndpoint(tenantId, url)).toEqual(failing);
  await store.noteDelivered(tenantId, url, 3_000);
  expect(await store.getEndpoint(tenantId, url)).toEqual({ tenantId, url, deliveredAtMs: 3_000 });
});

test('the states of a tenant’s endpoints are listed up to a number, and say whether there are more', async () => {
  const tenantId = newTenant();
  const failing = await store.noteFailed(tenantId, url, 'x', 1_000);
  expect(await store.listEndpointStates(tenantId, 2)).toEqual({ endpoints: [failing], hasMore: false });
  await store.noteDelivered(tenantId, 'https://a.example/', 1_000);
  const cut = await store.listEndpointStates(tenantId, 1);
  expect([cut.endpoints.length, cut.hasMore]).toEqual([1, true]);
});

test('an endpoint is disabled once, and works again when it is enabled', async () => {
  const tenantId = newTenant();
  const failing = await store.noteFailed(tenantId, url, 'x', 1_000);
  await store.disableEndpoint(failing, 2_000);
  await store.disableEndpoint(failing, 3_000);
  expect((await store.getEndpoint(tenantId, url))?.disabledAtMs).toBe(2_000);
  expect(await store.enableEndpoint(tenantId, url)).toBe(true);
  expect(await store.getEndpoint(tenantId, url)).toEqual({ tenantId, url });
});

test('an endpoint that has delivered meanwhile is not disabled', async () => {
  const tenantId = newTenant();
  const failing = await store.noteFailed(tenantId, url, 'x', 1_000);
  await store.noteDelivered(tenantId, url, 1_500);
  await store.disableEndpoint(failing, 2_000);
  expect((await store.getEndpoint(tenantId, url))?.disabledAtMs).toBeUndefined();
});

test('a tenant’s endpoints are its own: another tenant’s of the same URL is another', async () => {
  const [one, other] = [newTenant(), newTenant()];
  await store.noteFailed(one, url, 'x', 1_000);
  await store.noteDelivered(one, 'https://a.example/', 1_000);
  expect((await store.listEndpoints(one)).map((each) => each.url)).toEqual(['https://a.example/', url]);
  expect(await store.listEndpoints(other)).toEqual([]);
  expect(await store.enableEndpoint(other, url)).toBe(false);
});
