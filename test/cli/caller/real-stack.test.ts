import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { projectDirectory } from '../../../project-directory.ts';
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
});
