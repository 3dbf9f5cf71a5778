import { expect, test } from 'vitest';
import { hashApiKey, isLive, keyIdOf, usualScopes } from '../../../functions/core/account/api-key.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import { openKeySystem } from './key-system.ts';

const system = await openKeySystem();
const dayMs = 86_400_000;

test('create prints the key alone, stores its hash, and tells the rest beside', async () => {
  const { code, out, err } = await system.runTool('create plain');
  expect(code).toBe(0);
  expect(out).toMatch(/^isk_[\w-]{32}\n$/);
  const key = await system.find(out);
  expect(key).toEqual({
    keyHash: hashApiKey(out.trim()),
    lastFour: out.trim().slice(-4),
    tenantId: 'default',
    name: 'plain',
    scopes: usualScopes,
    ratePerMinute: 600,
    createdAtMs: expect.any(Number),
  });
  expect(err).not.toContain(out.trim());
  expect(err).toContain(
    '"plain" of tenant default: invites:write invites:read accounts:read; 600 requests a minute; every account.',
  );
  expect(err).toContain('not shown again');
});

test('create takes the tenant, the scopes, the rate, the accounts and the place for results', async () => {
  await system.accounts.putAccount({
    accountId: accountIdOf('ten_b', 'main'),
    tenantId: 'ten_b',
    name: 'main',
    status: 'active',
    blockedUntilMs: {},
    fence: 0,
  });
  const { out, err } = await system.run(
    'create narrow --tenant ten_b --scopes accounts:read,invites:read --rate 60 --accounts main,later --callback-url https://example.com/done',
  );
  expect(await system.find(out)).toMatchObject({
    tenantId: 'ten_b',
    scopes: ['invites:read', 'accounts:read'],
    ratePerMinute: 60,
    accounts: ['main', 'later'],
    callbackUrl: 'https://example.com/done',
  });
  expect(err).toContain('There is no account "later" yet.');
  expect(err).not.toContain('no account "main"');
});

test.each(['http://example.com/', 'https://u:p@example.com/', 'https://10.0.0.1/'])(
  'create refuses to send results to %s, and stores nothing',
  async (url) => {
    const words = `create sender --tenant ten_sender --callback-url ${url}`;
    await expect(system.run(words)).rejects.toThrow(/^--callback-url takes /);
    expect(await system.keys.listKeysOf('ten_sender')).toEqual([]);
  },
);

test('create refuses a name whose key works, and takes one whose key is revoked', async () => {
  const { id } = await system.create('taken');
  const refused = await system.runTool('create taken');
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain(`npm run key -- rotate ${id} --data `);
  expect((await system.run('create taken --tenant ten_c')).code).toBe(0);
  await system.run(`revoke ${id}`);
  expect((await system.run('create taken')).code).toBe(0);
});

test('list tells every key with its rights and whether it works, and never a key or its hash', async () => {
  const live = await system.create('listed --tenant ten_list --rate 7');
  const gone = await system.create('gone --tenant ten_list');
  await system.run(`revoke ${gone.id}`);
  const { out } = await system.run('list --tenant ten_list');
  const lines = out.trim().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^ID +NAME +KEY +STATUS +MAY$/);
  expect(lines[1]).toMatch(
    new RegExp(
      `^${live.id} +listed +\\.\\.\\.${live.text.slice(-4)} +live +.*; 7 requests a minute; every account$`,
    ),
  );
  expect(lines[2]).toMatch(new RegExp(`^${gone.id} +gone +.* +revoked \\d{4}-`));
  const all = await system.run('list --json');
  for (const { text, key } of [live, gone]) {
    expect(out + all.out).not.toContain(text);
    expect(out + all.out).not.toContain(key.keyHash);
  }
  const facts = JSON.parse(all.out).filter((each: { tenant: string }) => each.tenant === 'ten_list');
  expect(facts).toMatchObject([
    { id: live.id, name: 'listed', status: 'live', rate_per_minute: 7, scopes: usualScopes },
    { id: gone.id, status: 'revoked', revoked_at: expect.any(String) },
  ]);
});

test.each([
  ['--track-joins', true, 'joins tracked'],
  ['--track-joins names', 'names', 'joins tracked with names'],
] as const)('create %s is what the key says for requests that say nothing', async (option, track, told) => {
  const tenant = `ten_track_${track}`;
  const { key } = await system.create(`tracked --tenant ${tenant} ${option}`);
  expect(key.trackJoins).toBe(track);
  expect((await system.run(`list --tenant ${tenant}`)).out).toMatch(new RegExp(`; ${told}$`, 'm'));
});

test('list names the tenants where there are several, and says how to make a key where there are none', async () => {
  await system.create('one --tenant ten_d');
  await system.create('two --tenant ten_e');
  expect((await system.run('list')).out).toMatch(/^ID +TENANT +NAME/);
  expect((await system.run('list --tenant ten_empty')).out).toContain('npm run key -- create NAME --data ');
});

test('revoke ends a key for good, says when it is refused at the latest, and may be repeated', async () => {
  const { text, id } = await system.create('ended --tenant ten_f');
  const first = await system.run(`revoke ${id}`);
  expect(first).toMatchObject({
    code: 0,
    out: `${id} "ended" is revoked. It opens nothing after 60 s from now.\n`,
  });
  const revoked = await system.find(text);
  expect(revoked?.revokedAtMs).toBeTypeOf('number');
  expect((await system.run(`revoke ${id}`)).out).toContain('was revoked already');
  expect(await system.find(text)).toEqual(revoked);
});

test('a key of another tenant than the one that is named is not there', async () => {
  const { id, text } = await system.create('foreign --tenant ten_g');
  for (const command of ['revoke', 'rotate']) {
    const refused = await system.run(`${command} ${id} --tenant ten_h`);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain(`There is no key ${id}.`);
  }
  expect(await system.find(text)).not.toHaveProperty('revokedAtMs');
});

test('rotate prints a key with the same rights, and the old one works a day longer', async () => {
  const old = await system.create('turned --tenant ten_i --rate 5 --accounts main --scopes invites:read');
  const { code, out, err } = await system.run(`rotate ${old.id}`);
  expect(code).toBe(0);
  expect(out).toMatch(/^isk_[\w-]{32}\n$/);
  const next = await system.find(out);
  const { keyHash, lastFour, createdAtMs, ...rights } = old.key;
  expect(next).toMatchObject(rights);
  expect(next?.keyHash).not.toBe(keyHash);
  expect(next).not.toHaveProperty('expiresAtMs');
  const ending = await system.find(old.text);
  expect(ending?.expiresAtMs).toBe((next?.createdAtMs ?? 0) + dayMs);
  expect(err).toContain(
    `${old.id} works until ${new Date(ending?.expiresAtMs ?? 0).toISOString().slice(0, 19)}Z`,
  );
});

test('rotate ends the old key after the overlap that is asked for, or at once', async () => {
  const old = await system.create('quick --tenant ten_j');
  const { out } = await system.run(`rotate ${old.id} --overlap 0s`);
  const ended = await system.find(old.text);
  expect(ended && isLive(ended, Date.now())).toBe(false);
  const next = await system.find(out);
  expect(next && isLive(next, Date.now())).toBe(true);
});

test('no name has more than two keys that work: rotate names the one to end first', async () => {
  const old = await system.create('pair --tenant ten_k');
  const { out } = await system.run(`rotate ${old.id}`);
  const nextId = `key_${hashApiKey(out.trim()).slice(0, 12)}`;
  for (const id of [old.id, nextId]) {
    const refused = await system.run(`rotate ${id}`);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain(`npm run key -- revoke ${old.id}`);
  }
  expect(await system.keys.listKeysOf('ten_k')).toHaveLength(2);
  await system.run(`revoke ${old.id}`);
  expect((await system.run(`rotate ${nextId}`)).code).toBe(0);
});

test('rotate does not bring a revoked key back', async () => {
  const { id } = await system.create('dead --tenant ten_l');
  await system.run(`revoke ${id}`);
  const refused = await system.run(`rotate ${id}`);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain(`${id} is revoked`);
  expect(await system.keys.listKeysOf('ten_l')).toHaveLength(1);
});

test('create takes a quota of unfinished jobs, list shows it, and rotate keeps or changes it', async () => {
  const { id, key } = await system.create('quota --tenant ten_quota --max-pending 500');
  expect(key.maxPending).toBe(500);
  expect((await system.run('list --tenant ten_quota')).out).toContain('; 500 unfinished jobs; every account');
  const [facts] = JSON.parse((await system.run('list --tenant ten_quota --json')).out);
  expect(facts).toMatchObject({ max_pending: 500 });
  const kept = await system.find((await system.run(`rotate ${id} --tenant ten_quota --overlap 0s`)).out);
  expect(kept?.maxPending).toBe(500);
  const keptId = keyIdOf(kept?.keyHash ?? '');
  await system.run(`revoke ${id}`);
  const { out, err } = await system.run(`rotate ${keptId} --tenant ten_quota --max-pending 9`);
  expect((await system.find(out))?.maxPending).toBe(9);
  expect(err).toContain('and may have 9 unfinished jobs');
});

test.each(['0', '1.5', '-3', '100001', 'many'])('a quota of %s is refused', async (quota) => {
  const { code, err } = await system.runTool(`create refused --max-pending=${quota}`);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('1 to 100000 unfinished jobs') });
});
