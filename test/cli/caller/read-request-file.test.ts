import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRequestFile } from '../../../cli/caller/read-request-file.ts';
import { UsageError } from '../../../operator/terminal/operator-errors.ts';
import { writeFiles } from '../../local/aws/fixture-functions.ts';

async function read(contents: string) {
  return readRequestFile(join(await writeFiles({ 'orders.csv': contents }), 'orders.csv'));
}

test('each row is a request, with the fields that the header names', async () => {
  const { rows } = await read(
    'account,peer,title,usage_limit,request_needed,metadata.order,subscription_pricing.amount\n' +
      'main,@launch,"order, 1",1,TRUE,4711,\n' +
      'main,-1001234567890123456,,,,,500\n',
  );
  expect(rows.map(({ request }) => request)).toEqual([
    {
      account: 'main',
      peer: '@launch',
      title: 'order, 1',
      usage_limit: 1,
      request_needed: true,
      metadata: { order: '4711' },
    },
    { account: 'main', peer: '-1001234567890123456', subscription_pricing: { amount: 500 } },
  ]);
});

test('a peer may be an object, and keeps all digits of its access hash', async () => {
  const { rows } = await read(
    'account;peer\nmain;{"_":"inputPeerChannel","channel_id":5,"access_hash":-7700000000000000001}\n'.replace(
      /\{.*\}/,
      (json) => `"${json.replaceAll('"', '""')}"`,
    ),
  );
  expect(rows[0]?.request).toEqual({
    account: 'main',
    peer: { _: 'inputPeerChannel', channel_id: 5, access_hash: '-7700000000000000001' },
  });
});

test('a spreadsheet may part cells with semicolons, begin with a byte order mark and end lines with CR LF', async () => {
  const { columns, rows } = await read('\uFEFFaccount;title\r\nmain;a,b\r\n');
  expect(columns).toEqual(['account', 'title']);
  expect(rows).toMatchObject([{ line: 2, request: { account: 'main', title: 'a,b' } }]);
});

test('a row whose cells are all empty is none', async () => {
  const { rows } = await read('account,title\nmain,a\n,\nmain,b\n, \n');
  expect(rows.map(({ line, request }) => [line, request.title])).toEqual([
    [2, 'a'],
    [4, 'b'],
  ]);
});

test('the apostrophe that our own CSV files put before a formula is no part of a cell', async () => {
  const { rows } = await read("account,peer,title\nmain,'@launch,'=1+1\nmain,'-100123,'twas\n");
  expect(rows.map(({ request }) => request)).toEqual([
    { account: 'main', peer: '@launch', title: '=1+1' },
    { account: 'main', peer: '-100123', title: "'twas" },
  ]);
});

test('a fault is told with its lines and its column, also below empty lines and cells of several lines', async () => {
  const reading = read('account,title,usage_limit\nmain,"a\nb",ten\n\nmain,x,1.5\nmain,x,3\nmain,x,1e3\n');
  await expect(reading).rejects.toThrow(UsageError);
  await expect(reading).rejects.toThrow(
    /lines 2, 5 and 7, column 3: usage_limit takes a whole number.*, and is "ten", "1\.5", "1e3"\.$/,
  );
});

test('a fault that forty rows have is told once', async () => {
  const rows = Array.from({ length: 40 }, () => 'main,ten').join('\n');
  const failure = await read(`account,usage_limit\n${rows}\n`).catch((error: Error) => error.message);
  expect(String(failure).split('\n').slice(1)).toEqual([
    '  lines 2 to 41, column 2: usage_limit takes a whole number, written with digits only, and is "ten".',
  ]);
});

const unreadable: [behaviour: string, contents: string, said: RegExp][] = [
  [
    'a column that is no field',
    'account,tilte\nmain,x\n',
    /line 1, column 2: tilte is no field\. Did you mean title\?/,
  ],
  [
    'a heading in words',
    'account,Usage Limit\nmain,5\n',
    /Usage Limit is no field\. Did you mean usage_limit\?/,
  ],
  ['a column that is near no field', 'account,colour\nmain,x\n', /colour is no field\. Fields are:/],
  ['a column that is a name of every object', 'account,constructor\nmain,x\n', /constructor is no field/],
  [
    'a date for a Unix second',
    'account,expire_date\nmain,2027-01-01\n',
    /expire_date takes Unix seconds, such as 1798761600 for this date, and is "2027-01-01"\./,
  ],
  ['a column that is there twice', 'account,title,title\nmain,x,y\n', /column 3: title is there twice/],
  ['a row that has more cells than the header', 'account,title\nmain,x,y\n', /expect 2, got 3 on line 2/],
  ['a quote that is not closed', 'account,title\nmain,"x\n', /Quote/],
  ['a header alone', 'account,title\n', /no rows/],
  ['an empty file', '', /is empty/],
  ['a tracking that is none', 'account,track_joins\nmain,all\n', /takes true, names or false/],
  ['a flag that is neither', 'account,request_needed\nmain,yes\n', /takes true or false/],
  ['a peer that is broken JSON', 'account,peer\nmain,{x\n', /begins like JSON/],
];

test.each(unreadable)('%s is refused', async (_, contents, said) => {
  await expect(read(contents)).rejects.toThrow(said);
  await expect(read(contents)).rejects.toThrow(UsageError);
});

test('a file in another encoding than UTF-8 is refused with what to do', async () => {
  const directory = await writeFiles({});
  const path = join(directory, 'orders.csv');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(path, Buffer.from('account,title\nmain,caf\xe9\n', 'latin1'));
  expect(() => readRequestFile(path)).toThrow(/not UTF-8/);
});

test('a file that is not there is told', () => {
  expect(() => readRequestFile('/nowhere/orders.csv')).toThrow(/is not there/);
});
