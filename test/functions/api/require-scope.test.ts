import { describe, expect, test } from 'vitest';
import { allScopes, type Scope } from '../../../functions/core/account/api-key.ts';
import { createApiWorld, validBody } from './api-world.ts';

const key = 'isk_narrow-key-0001';
const authorization = `Bearer ${key}`;

function createWorld(fields: { scopes?: Scope[]; accounts?: string[] }) {
  const world = createApiWorld();
  world.addKey(key, 'ten_a', fields);
  world.addAccount('ten_a', 'shop');
  return world;
}

const bodies: Record<string, unknown> = {
  '/v1/invites': validBody,
  '/v1/invites/batch': { items: [validBody] },
};

const requests: [Scope, string, string][] = [
  ['invites:write', 'POST', '/v1/invites'],
  ['invites:write', 'POST', '/v1/invites/{id}/cancel'],
  ['invites:write', 'POST', '/v1/invites/batch'],
  ['invites:write', 'POST', '/v1/batches/{batch}/cancel'],
  ['invites:read', 'GET', '/v1/invites/{id}'],
  ['invites:read', 'GET', '/v1/invites'],
  ['invites:read', 'GET', '/v1/invites.csv'],
  ['invites:read', 'GET', '/v1/batches'],
  ['invites:read', 'GET', '/v1/batches/{batch}'],
  ['invites:read', 'GET', '/v1/batches/{batch}/invites.csv'],
  ['accounts:read', 'GET', '/v1/accounts'],
  ['accounts:read', 'GET', '/v1/accounts/main'],
  ['accounts:read', 'GET', '/v1/accounts/main/chats'],
  ['accounts:read', 'GET', '/v1/accounts/main/activity'],
];

describe.each(requests)('%s is needed for', (scope, method, path) => {
  async function ask(scopes: Scope[]) {
    const world = createWorld({ scopes });
    const { body: batch } = await world.post({ items: [validBody] }, {}, '/v1/invites/batch');
    const answer = await world.send({
      method,
      path: path.replace('{id}', batch.items[0].id).replace('{batch}', batch.id),
      headers: { authorization, 'content-type': 'application/json' },
      ...(method === 'POST' && path in bodies ? { body: JSON.stringify(bodies[path]) } : {}),
    });
    return { world, answer };
  }

  test(`${method} ${path}: a key with all the others gets 403 and changes nothing`, async () => {
    const { world, answer } = await ask(allScopes.filter((each) => each !== scope));
    expect(answer).toMatchObject({
      statusCode: 403,
      headers: {
        'www-authenticate': `Bearer realm="invite-spool", error="insufficient_scope", scope="${scope}"`,
      },
      body: { type: 'urn:invite-spool:problem:insufficient-scope', scope },
    });
    expect([...world.jobs.values()]).toMatchObject([{ status: 'queued', version: 1 }]);
  });

  test(`${method} ${path}: a key with it alone passes`, async () => {
    const { answer } = await ask([scope]);
    expect(answer.statusCode).toBeLessThan(300);
  });
});

describe('a key for some accounts', () => {
  test('asks for links through these, and finds the others as absent as those that do not exist', async () => {
    const world = createWorld({ accounts: ['shop'] });
    expect((await world.post({ ...validBody, account: 'shop' }, { authorization })).statusCode).toBe(202);
    const other = await world.post({ ...validBody, account: 'main' }, { authorization });
    const absent = await world.post({ ...validBody, account: 'none' }, { authorization });
    expect(other).toMatchObject({
      statusCode: 422,
      body: { errors: [{ field: 'account', detail: 'There is no account "main".' }] },
    });
    expect(JSON.stringify(other).replaceAll('main', 'none')).toBe(
      JSON.stringify(absent).replace(/r=\d+/, (text) => text.replace(/\d+/, (left) => `${Number(left) + 1}`)),
    );
    expect(world.jobs.size).toBe(1);
  });

  test('neither sees nor cancels a link of another account', async () => {
    const world = createWorld({ accounts: ['shop'] });
    const { body: hidden } = await world.post(validBody);
    const { body: shown } = await world.post({ ...validBody, account: 'shop' });
    expect((await world.get(hidden.id, key)).statusCode).toBe(404);
    expect((await world.cancel(hidden.id, key)).statusCode).toBe(404);
    expect((await world.get(hidden.id)).body.status).toBe('queued');
    expect((await world.get(shown.id, key)).statusCode).toBe(200);
    expect((await world.cancel(shown.id, key)).body.status).toBe('cancelled');
  });

  test('sees and cancels of a batch only the links of its own accounts, and of another’s batch nothing', async () => {
    const world = createWorld({ accounts: ['shop'] });
    const items = ['main', 'shop'].map((account) => ({ ...validBody, account }));
    const { body: mixed } = await world.post({ items }, {}, '/v1/invites/batch');
    const { body: foreign } = await world.post({ items: [validBody] }, {}, '/v1/invites/batch');
    function accountsOf({ items }: { items: { account: string }[] }) {
      return items.map(({ account }) => account);
    }
    expect(accountsOf((await world.read(`/v1/batches/${mixed.id}`, key)).body)).toEqual(['shop']);
    const cancel = { method: 'POST', path: `/v1/batches/${mixed.id}/cancel`, headers: { authorization } };
    expect((await world.send(cancel)).statusCode).toBe(200);
    const left = await world.read(`/v1/batches/${mixed.id}`);
    expect(left.body.counts).toMatchObject({ queued: 1, cancelled: 1 });
    expect(left.body.items[0]).toMatchObject({ account: 'main', status: 'queued' });
    for (const path of [`/v1/batches/${foreign.id}`, `/v1/batches/${foreign.id}/invites.csv`]) {
      expect((await world.read(path, key)).statusCode).toBe(404);
    }
  });

  test('lists the links of its own accounts only, whatever it filters by', async () => {
    const world = createWorld({ accounts: ['shop'] });
    const { body: hidden } = await world.post(validBody);
    const { body: shown } = await world.post({ ...validBody, account: 'shop' });
    for (const query of ['', '?account=shop', '?status=queued']) {
      const { body } = await world.read(`/v1/invites${query}`, key);
      expect(body.items.map(({ id }: { id: string }) => id)).toEqual([shown.id]);
    }
    expect((await world.read('/v1/invites?account=main', key)).body.items).toEqual([]);
    const csv = (await world.read('/v1/invites.csv', key)).body;
    expect(csv).toContain(shown.id);
    expect(csv).not.toContain(hidden.id);
  });

  test('is shown these only', async () => {
    const world = createWorld({ accounts: ['shop'] });
    const { body } = await world.read('/v1/accounts', key);
    expect(body.accounts.map(({ name }: { name: string }) => name)).toEqual(['shop']);
    expect((await world.read('/v1/accounts/shop', key)).statusCode).toBe(200);
    expect((await world.read('/v1/accounts/main', key)).statusCode).toBe(404);
    expect((await world.read('/v1/accounts/main/chats', key)).statusCode).toBe(404);
  });
});
