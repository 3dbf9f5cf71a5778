import { expect } from 'vitest';
import { accept, type InviteResource, request, settle } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { seedAccount } from './seed-account.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
test.beforeAll(({ service: shared }) => {
  service = shared;
});
tellFailure(() => service);

test('a single link is made among the next ones, beside a campaign that takes minutes', async () => {
  const { account, peer } = await seedAccount(service, 'shop', { perMinute: 30, burst: 2 });
  const { body: campaign } = await request<{ id: string; items: InviteResource[] }>(
    service,
    'POST',
    '/v1/invites/batch',
    {
      body: JSON.stringify({ item: { account, peer, title: 'campaign' }, count: 100 }),
    },
  );
  await Promise.all(campaign.items.slice(0, 3).map(({ id }) => settle(service, id)));
  function campaignLinks() {
    return service.telegram.ledger.links.filter(({ title }) => title === 'campaign').length;
  }
  const before = campaignLinks();
  const single = await settle(service, await accept(service, { account, peer, title: 'order' }));
  expect(single.status).toBe('succeeded');
  expect(campaignLinks() - before).toBeLessThanOrEqual(4);
  await request(service, 'POST', `/v1/batches/${campaign.id}/cancel`);
});
