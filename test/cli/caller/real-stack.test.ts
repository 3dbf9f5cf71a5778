import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toEventItem } from '../../../functions/aws/join-table.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { projectDirectory } from '../../../project-directory.ts';
import { createJoin, createTracked } from '../../functions/core/join/join-records.ts';
import { type LocalService, startLocalService } from '../../integration/local-service.ts';
import { seedAccount, type TestAccount } from '../../integration/seed-account.ts';
import { tellFailure } from '../../integration/tell-failure.ts';
import { writeFiles } from '../../local/aws/fixture-functions.ts';
import { toolEnvironment } from '../../setup/tool-environment.ts';

const timeout = 120_000;

let service: LocalService;
let team: TestAccount[];
beforeAll(async () => {
  // Calls that were under way together with the one that met the wait do not lengthen it.
  service = await startLocalService({
    [exportMethod]: { capacity: 1000, refillPerMinute: 1000, penaltySeconds: 0 },
  });
  team = [await seedAccount(service, 'team_1'), await seedAccount(service, 'team_2')];
});
afterAll(() => service.close());
tellFailure(() => service);

async function run(cwd: string, ...argv: string[]) {
  const child = spawn(process.execPath, [join(projectDirectory, 'cli/invite-spool.mjs'), ...argv], {
    cwd,
    env: toolEnvironment({
      INVITE_SPOOL_URL: service.system.baseUrl,
      INVITE_SPOOL_KEY: service.system.demo.apiKey,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = await closed;
  return { exitCode, stdout, stderr };
}

test(
  'a file of two accounts comes back with its links across a wait, and again without new ones',
  async () => {
    const rows = Array.from({ length: 120 }, (_, index) => {
      const account = team[index % 2];
      return `${account?.account},${account?.peer},order ${index + 1},1,${index}`;
    });
    const header = 'account,peer,title,usage_limit,metadata.order';
    const cwd = await writeFiles({ 'orders.csv': `${header}\n${rows.join('\n')}\n` });
    const before = service.telegram.ledger.linksMade();
    service.telegram.floodPolicy.imposeWait(team[0]?.user.id ?? 0n, exportMethod, 3);

    const first = await run(cwd, 'batch', 'orders.csv');
    expect(first.stdout).toMatch(/^120 succeeded, after/);
    expect(first.exitCode).toBe(0);
    const links = await readFile(join(cwd, 'orders.links.csv'), 'utf8');
    expect(new Set(links.match(/https:\/\/t\.me\/\+[\w-]+/g)).size).toBe(120);
    expect(service.telegram.ledger.linksMade() - before).toBe(120);

    const again = await run(cwd, 'batch', 'orders.csv');
    expect(again.stdout).toMatch(/sent before: no new links/);
    expect(await readFile(join(cwd, 'orders.links.csv'), 'utf8')).toBe(links);
    expect(service.telegram.ledger.linksMade() - before).toBe(120);
  },
  timeout,
);

test('a file with a row that the API refuses is told by its line and column, and stores nothing', async () => {
  const cwd = await writeFiles({
    'orders.csv': `account,peer,title\nteam_1,@launch,fine\nteam_1,@launch,${'x'.repeat(33)}\nnobody,@launch,y\n`,
  });
  const { exitCode, stderr } = await run(cwd, 'batch', 'orders.csv');
  expect(stderr).toMatch(/line 3, column 3: title: title takes 0 to 32 characters/);
  expect(exitCode).toBe(1);
});

test('one link is asked for, watched, looked at and listed', async () => {
  const account = team[1]?.account ?? '';
  const cwd = await writeFiles({});
  const argv = ['--account', account, '--peer', team[1]?.peer ?? '', '--title', 'order 4711'];
  const created = await run(cwd, 'create', ...argv, '--json');
  const { id } = JSON.parse(created.stdout);
  const watched = await run(cwd, 'watch', id);
  expect(watched.stdout).toMatch(/^https:\/\/t\.me\/\+\S+\n$/);
  const got = await run(cwd, 'get', id);
  expect(got.stdout).toContain(watched.stdout.trim());
  const listed = await run(cwd, 'list', '--account', account, '--status', 'succeeded', '--limit', '1');
  expect(listed.stdout).toContain(`${id} `);
  expect(listed.stdout).toContain(watched.stdout.trim());
  const cancelled = await run(cwd, 'cancel', id);
  expect(cancelled.stdout).toContain(watched.stdout.trim());
  expect(cancelled.stderr).toContain(`invite-spool cancel ${id} --revoke`);
  const revoked = await run(cwd, 'cancel', id, '--revoke');
  expect([revoked.exitCode, revoked.stdout]).toEqual([0, expect.stringMatching(/link_status +revoked/)]);
  expect(service.telegram.ledger.isRevoked(watched.stdout.trim())).toBe(true);
});

test('a link is edited, looked at, revoked and deleted, and each of it is listed', async () => {
  const { account = '', peer = '' } = team[1] ?? {};
  const cwd = await writeFiles({});
  const argv = ['--account', account, '--peer', peer, '--title', 'member', '--usage-limit', '2'];
  const { id } = JSON.parse((await run(cwd, 'create', ...argv, '--json')).stdout);
  const early = await run(cwd, 'edit', id, '--title', 'renewed', '--expire-in', '86400');
  expect([early.exitCode, early.stdout]).toEqual([
    0,
    expect.stringMatching(/title +renewed\n[\s\S]*link_status +active\nexpire_date/),
  ]);
  const refused = await run(cwd, 'delete', id);
  expect(refused.stderr).toMatch(
    /The link is not revoked, and Telegram deletes revoked links only\. To do both: invite-spool delete inv_\w+ --revoke \(409\)/,
  );
  expect(refused.exitCode).toBe(1);
  const seen = await run(cwd, 'refresh', id);
  expect(seen.stdout).toMatch(/usage_limit +2\nusage +0\n/);
  const revoked = await run(cwd, 'revoke', id);
  expect(revoked.stdout).toMatch(/link_status +revoked/);
  const link = /https:\S+/.exec(revoked.stdout)?.[0] ?? '';
  expect(service.telegram.ledger.isRevoked(link)).toBe(true);
  const deleted = await run(cwd, 'delete', id);
  expect(deleted.stdout).toMatch(/link_status +deleted/);
  const { stdout } = await run(cwd, 'operations', '--invite', id);
  expect(stdout.match(/(?<= {2})(edit|refresh|revoke|delete)(?= +succeeded)/g)).toEqual([
    'delete',
    'revoke',
    'refresh',
    'edit',
  ]);
});

test('who came in by a link is told, as a table and as a file, and forgotten', async () => {
  const { account = '', peer = '' } = team[1] ?? {};
  const cwd = await writeFiles({});
  const argv = ['--account', account, '--peer', peer, '--track-joins', 'names', '--single-use'];
  const { id } = JSON.parse((await run(cwd, 'create', ...argv, '--json')).stdout);
  expect((await run(cwd, 'get', id)).stdout).toMatch(/track_joins +names\nsingle_use +true\n/);
  await storeJoin({ jobId: id, account }, '5000017041', '=Grace');

  const listed = await run(cwd, 'joins', id);
  expect(listed.stdout).toMatch(new RegExp(` 5000017041 +=Grace +-1001 +${id} +link\n$`));
  expect(listed.exitCode).toBe(0);
  const file = await run(cwd, 'joins', '--account', account, '--csv');
  expect(file.stdout).toMatch(new RegExp(`,${id},${account},'-1001,5000017041,'=Grace,,link,,1\n$`));
  const erased = await run(cwd, 'joins', 'erase', '5000017041');
  expect(erased.stdout).toBe('User 5000017041 is forgotten: 1 row.\n');
  const none = await run(cwd, 'joins');
  expect([none.exitCode, none.stdout]).toEqual([0, '']);
  expect(none.stderr).toContain('None.');
});

/** As the worker stores it when it has seen it. */
async function storeJoin(link: { jobId: string; account: string }, userId: string, firstName: string) {
  const tableName = service.system.stack.environmentOf('api').JOINS_TABLE ?? '';
  const table = { client: service.dynamoDb, tableName, now: Date.now, retentionDays: 7 };
  const tracked = createTracked(1, { ...link, tenantId: service.system.demo.tenantId });
  const event = { ...createJoin(1, { userId, firstName, atMs: Date.now() }), id: `evt_0${'A'.repeat(25)}` };
  await service.dynamoDb.send(
    new PutItemCommand({ TableName: tableName, Item: toEventItem(table, tracked, event) }),
  );
}

test('the links of a file are counted, and then revoked at Telegram', async () => {
  const { account, peer } = team[0] ?? {};
  const rows = Array.from({ length: 20 }, (_, index) => `${account},${peer},leaver ${index},7`);
  const cwd = await writeFiles({
    'leavers.csv': `account,peer,title,metadata.left\n${rows.join('\n')}\n`,
  });
  await run(cwd, 'batch', 'leavers.csv');
  const links =
    (await readFile(join(cwd, 'leavers.links.csv'), 'utf8')).match(/https:\/\/t\.me\/[^,]+/g) ?? [];
  const counted = await run(cwd, 'revoke', '--metadata', 'left=7', '--dry-run');
  expect(counted.stdout).toBe('20 links would be revoked.\n');
  const revoked = await run(cwd, 'revoke', '--metadata', 'left=7', '--yes');
  expect([revoked.exitCode, revoked.stdout]).toEqual([0, expect.stringMatching(/^20 revoked, after/)]);
  expect(links.filter((link) => service.telegram.ledger.isRevoked(link))).toHaveLength(20);
  const again = await run(cwd, 'revoke', '--metadata', 'left=7', '--dry-run');
  expect(again.stdout).toBe('0 links would be revoked.\n');
});

test('a link made in an app is adopted, listed and revoked', async () => {
  const { account, peer, user, channel } = await seedAccount(service, 'by_hand');
  const { link } = service.telegram.world.addInvite(channel, user, { title: 'made in an app' });
  const cwd = await writeFiles({});
  const synced = await run(cwd, 'sync', '--account', account, '--peer', peer, '--all-admins', '--revoked');
  // One is the permanent link that the chat has from birth.
  expect(synced.stdout).toBe('links    2\nadopted  2\nupdated  0\n');
  expect(synced.exitCode).toBe(0);
  const listed = await run(cwd, 'list', '--account', account, '--origin', 'adopted');
  const [row = ''] = listed.stdout.split('\n').filter((line) => line.includes('made in an app'));
  expect(row).toContain(link);
  const revoked = await run(cwd, 'revoke', /inv_\w+/.exec(row)?.[0] ?? '');
  expect(revoked.stdout).toMatch(/origin +adopted/);
  expect(service.telegram.ledger.isRevoked(link)).toBe(true);
});
