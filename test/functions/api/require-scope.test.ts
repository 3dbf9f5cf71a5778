import { describe, expect, test } from 'vitest';
import { allScopes, type Scope } from '../../../functions/core/api-key.ts';
import { createApiWorld, validBody } from './api-world.ts';

const key = 'isk_narrow-key-0001';
const authorization = `Bearer ${key}`;

function createWorld(fields: { scopes?: Scope[]; accounts?: string[] }) {
  const world = createApiWorld();
  world.addKey(key, 'ten_a', fields);
  world.addAccount('ten_a', 'shop');
  return world;
}

const requests: [Scope, string, string][] = [
  ['invites:write', 'POST', '/v1/invites'],
  ['invites:write', 'POST', '/v1/invites/{id}/cancel'],
  ['invites:read', 'GET', '/v1/invites/{id}'],
  ['accounts:read', 'GET', '/v1/accounts'],
  ['accounts:read', 'GET', '/v1/accounts/main'],
  ['accounts:read', 'GET', '/v1/accounts/main/chats'],
];

describe.each(requests)('%s is needed for', (scope, method, path) => {
  async function ask(scopes: Scope[]) {
    const world = createWorld({ scopes });
    const { body } = await world.post(validBody);
    const answer = await world.send({
      method,
      path: path.replace('{id}', body.id),
      headers: { authorization, 'content-type': 'application/json' },
      ...(path === '/v1/invites' ? { body: JSON.stringify(validBody) } : {}),
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

  test('is shown these only', async () => {
    const world = createWorld({ accounts: ['shop'] });
    const { body } = await world.read('/v1/accounts', key);
    expect(body.accounts.map(({ name }: { name: string }) => name)).toEqual(['shop']);
    expect((await world.read('/v1/accounts/shop', key)).statusCode).toBe(200);
    expect((await world.read('/v1/accounts/main', key)).statusCode).toBe(404);
    expect((await world.read('/v1/accounts/main/chats', key)).statusCode).toBe(404);
  });
});
