import { expect, test } from 'vitest';
import { ProblemFailure } from '../../../../console/api/failures.ts';
import { checkFile } from '../../../../console/pages/many-links/check-file.ts';
import { toResultFile } from '../../../../console/pages/many-links/result-file.ts';
import { toRowFaults } from '../../../../console/pages/many-links/row-faults.ts';

const nowMs = Date.UTC(2026, 10, 30);

test('a right file is its requests', () => {
  const file = checkFile(
    "account;peer;title;usage_limit;request_needed;metadata.member\nmain;'@launch;order 1;1;;ada@example.com\n",
    {},
    nowMs,
  );
  expect(file).toMatchObject({ delimiter: ';', isFilledUp: false, faults: [] });
  expect(file.rows.map(({ request }) => request)).toEqual([
    {
      account: 'main',
      peer: '@launch',
      title: 'order 1',
      usage_limit: 1,
      metadata: { member: 'ada@example.com' },
    },
  ]);
});

test('rows that name no account and no chat get the usual ones', () => {
  const file = checkFile('title,peer\na,\nb,@other\n', { account: 'main', peer: '@launch' }, nowMs);
  expect(file).toMatchObject({ isFilledUp: true, faults: [] });
  expect(file.rows.map(({ request }) => request)).toEqual([
    { account: 'main', peer: '@launch', title: 'a' },
    { account: 'main', peer: '@other', title: 'b' },
  ]);
});

test('defaults that no row needs change nothing', () => {
  const file = checkFile('account,peer\nmain,@launch\n', { account: 'other', peer: '@x' }, nowMs);
  expect(file.isFilledUp).toBe(false);
});

test('each fault has its row and its column', () => {
  const file = checkFile('account,usage_limit,expire_in\nmain,ten,\nmain,5,0\n', {}, nowMs);
  expect(file.faults).toMatchObject([
    { line: 2, column: 'usage_limit', value: 'ten' },
    { line: 3, column: 'expire_in', value: '0' },
  ]);
});

test('a row tells all its faults at once, and none that follows from another', () => {
  const { faults } = checkFile(
    'account,title,expire_date,subscription_pricing.period,subscription_pricing.amount\nBAD,' +
      `${'t'.repeat(33)},2020-01-01,2592000,many\n`,
    {},
    nowMs,
  );
  expect(faults.map(({ column }) => column)).toEqual([
    'expire_date',
    'subscription_pricing.amount',
    'account',
    'title',
  ]);
});

test('a column that nobody knows is told once, with the one that was meant', () => {
  const { faults } = checkFile('account,Usage Limit\nmain,1\nmain,2\n', {}, nowMs);
  expect(faults).toMatchObject([
    { line: 1, column: 'Usage Limit', detail: expect.stringMatching(/usage_limit/) },
  ]);
});

test.each(['', 'account,peer\n'])('%j has no rows', (text) => {
  expect(checkFile(text, {}, nowMs).faults).toHaveLength(1);
});

test('what the service says of a refused batch is told by the rows of the file', () => {
  const { rows } = checkFile('account,title\nmain,a\n\nmain,b\n', {}, nowMs);
  const failure = new ProblemFailure({
    type: 'urn:invite-spool:problem:invalid-request',
    title: 'The request is invalid',
    status: 422,
    detail: 'x',
    errors: [{ field: 'items.1.title', detail: 'Too long.' }],
  });
  expect(toRowFaults(failure, { rows, idempotencyKey: 'k' })).toEqual([
    { line: 4, column: 'title', detail: 'Too long.' },
  ]);
});

test('the result has the columns of the file, then what became of each row', () => {
  const file = checkFile('account,title\nmain,"a,b"\nmain,c\n', {}, nowMs);
  expect(toResultFile(file, () => undefined)).toBe(
    'account,title,id,status,link,error,link_status,usage,requested,as_of\nmain,"a,b",,unsent,,,,,,\nmain,c,,unsent,,,,,,\n',
  );
});
