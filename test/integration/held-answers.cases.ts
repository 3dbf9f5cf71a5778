import { expect } from 'vitest';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import { type InviteResource, request } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { seedAccount } from './seed-account.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
test.beforeAll(({ service: shared }) => {
  service = shared;
});
tellFailure(() => service);

test('a caller that asks for many waits at once gets some, and the API goes on answering', async () => {
  const { account, peer, user } = await seedAccount(service, 'greedy');
  service.telegram.floodPolicy.imposeWait(user.id, exportMethod, 3600);
  const ended: string[] = [];
  const answers = Promise.all(
    Array.from({ length: 20 }, async () => {
      const { status, headers } = await request<InviteResource>(service, 'POST', '/v1/invites', {
        body: JSON.stringify({ account, peer }),
        headers: { prefer: 'wait=10' },
      });
      const kind = headers.has('preference-applied') ? 'held' : 'at once';
      ended.push(kind);
      return { status, kind };
    }),
  );
  const listed = await request(service, 'GET', '/v1/accounts');
  expect([listed.status, ended.includes('held')]).toEqual([200, false]);
  const kinds = (await answers).map(({ status, kind }) => (status === 202 ? kind : status));
  // One of a key in a window, and the requests may meet the end of one.
  expect([1, 2]).toContain(kinds.filter((kind) => kind === 'held').length);
  expect(kinds.filter((kind) => kind === 'at once').length).toBeGreaterThanOrEqual(18);
});
