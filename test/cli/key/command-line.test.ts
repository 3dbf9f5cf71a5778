import { expect, test } from 'vitest';
import { runKeyTool } from './key-system.ts';

test.for([
  [['creat'], "Unknown command 'creat' (did you mean create?). See: npm run key -- --help"],
  [['create'], "Missing required argument 'name'. See: npm run key -- create --help"],
  [['create', 'a b'], 'A name is '],
  [['create', 'ci', '--rate', '0'], 'A rate is 1 to 60000 requests a minute.'],
  [['create', 'ci', '--rate', '1e3'], 'A rate is 1 to 60000 requests a minute.'],
  [['create', 'ci', '--rate', '60001'], 'A rate is 1 to 60000 requests a minute.'],
  [
    ['create', 'ci', '--scopes', 'invites:read,all'],
    'Scopes are invites:write, invites:read, accounts:read, joins:read, joins:write',
  ],
  [
    ['create', 'ci', '--scopes', ','],
    'Scopes are invites:write, invites:read, accounts:read, joins:read, joins:write',
  ],
  [['create', 'ci', '--track-joins', 'all'], '--track-joins stands alone, or takes names.'],
  [['create', 'ci', '--accounts', ''], 'Name the accounts with commas between them'],
  [['rotate', 'key_0123456789ab', '--overlap', '1w'], 'An overlap is a time such as 30m, 24h or 7d'],
  [['rotate', 'key_0123456789ab', '--overlap', '31d'], 'An overlap is a time such as 30m, 24h or 7d'],
  [['revoke', 'ci'], 'A key is named by its id, such as key_0123456789ab'],
] as const)(
  'a command line that is wrong is told in one sentence and exits with 2: %j',
  async ([argv, said]) => {
    const { code, out, err } = await runKeyTool([...argv]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(said);
    expect(err.trim().split('\n')).toHaveLength(1);
  },
);

const secret = `isk_${'Zq3-'.repeat(8)}`;

test.for([
  [['revoke', secret]],
  [['rotate', secret]],
  [[secret]],
  [['create', 'ci', secret]],
  [['list', `--${secret}`]],
] as const)('an API key on the command line is not repeated (%#)', async ([argv]) => {
  const { code, out, err } = await runKeyTool([...argv]);
  expect(code).toBe(2);
  expect(out + err).not.toContain(secret.slice(0, 20));
});

test.for(['create', 'list', 'revoke', 'rotate'])('%s explains itself with an example', async (command) => {
  const { code, out } = await runKeyTool([command, '--help']);
  expect(code).toBe(0);
  expect(out).toContain(`For example:\n  npm run key -- ${command}`);
  expect(out).toContain('--stage <stage>');
});
