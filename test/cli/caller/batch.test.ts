import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { batch } from '../../../cli/caller/commands/batch.ts';
import { InterruptedError } from '../../../operator/terminal/operator-errors.ts';
import { writeFiles } from '../../local/aws/fixture-functions.ts';
import { createBatchScript, type SeenRequest, startScriptedApi } from './scripted-api.ts';
import { createTestContext } from './test-context.ts';

async function writeOrders(count: number) {
  const rows = Array.from({ length: count }, (_, index) => `main,=o${index + 1}`);
  const directory = await writeFiles({ 'orders.csv': `account,title\n${rows.join('\n')}\n` });
  return { path: join(directory, 'orders.csv'), linksFile: join(directory, 'orders.links.csv') };
}

function posts(requests: SeenRequest[]) {
  return requests.filter(({ method }) => method === 'POST');
}

test('the links are written beside the rows, which stay as they were', async () => {
  const { path, linksFile } = await writeOrders(3);
  const api = await startScriptedApi(createBatchScript({ perLook: 2, failing: ['=o2'] }).script);
  const { context, said, noted, exit } = createTestContext(api.baseUrl);
  await batch(context, path, {});
  expect(await readFile(linksFile, 'utf8')).toBe(
    [
      'account,title,id,status,link,error,link_status,usage,requested,as_of',
      'main,=o1,inv_00,succeeded,https://t.me/+=o1,,active,0,,2026-12-01T10:00:01.000Z',
      'main,=o2,inv_01,failed,,"CHAT_ADMIN_REQUIRED: Grant it, then ask again.",,,,',
      'main,=o3,inv_02,succeeded,https://t.me/+=o3,,active,0,,2026-12-01T10:00:01.000Z',
      '',
    ].join('\n'),
  );
  expect(said[0]).toMatch(/^2 succeeded, 1 failed/);
  expect(noted.join('\n')).toMatch(/line 3: failed CHAT_ADMIN_REQUIRED/);
  expect(exit.code).toBe(1);
});

test('a file of several hundred rows is sent in hundreds, and each batch followed as Retry-After says', async () => {
  const { path } = await writeOrders(250);
  const api = await startScriptedApi(createBatchScript({ perLook: 50 }).script);
  const { context, sleptMs, shown, exit } = createTestContext(api.baseUrl);
  await batch(context, path, {});
  expect(posts(api.requests.recorded).map(({ body }) => body.items.length)).toEqual([100, 100, 50]);
  expect(Math.min(...sleptMs)).toBeGreaterThanOrEqual(1000);
  expect(shown.at(-1)).toMatchObject({ total: 250, done: 250 });
  expect(exit.code).toBe(0);
});

test('after Ctrl-C the same command goes on, and nothing is asked for twice', async () => {
  const { path, linksFile } = await writeOrders(150);
  const { script, batches } = createBatchScript({ perLook: 60 });
  const api = await startScriptedApi(script);
  const first = createTestContext(api.baseUrl);
  const showAndStop = first.context.display.show;
  first.context.display.show = (progress) => {
    showAndStop(progress);
    if (progress.done > 0) {
      first.interrupted.abort(new InterruptedError());
    }
  };
  await expect(batch(first.context, path, {})).rejects.toBeInstanceOf(InterruptedError);
  expect(first.noted.join('\n')).toMatch(/Run the same command to go on/);
  expect(await readFile(linksFile, 'utf8')).toMatch(/succeeded,https/);

  const second = createTestContext(api.baseUrl);
  await batch(second.context, path, {});
  expect(batches.size).toBe(2);
  expect(second.exit.code).toBe(0);
  expect((await readFile(linksFile, 'utf8')).match(/succeeded/g)).toHaveLength(150);

  const third = createTestContext(api.baseUrl);
  await batch(third.context, path, {});
  expect(third.said[0]).toMatch(/sent before: no new links/);
  expect(batches.size).toBe(2);
});

test('a file that was changed after it was sent is not sent, for that would make its links again', async () => {
  const { path } = await writeOrders(2);
  const api = await startScriptedApi(createBatchScript().script);
  await batch(createTestContext(api.baseUrl).context, path, {});
  const before = api.requests.recorded.length;
  await writeFile(path, `${await readFile(path, 'utf8')}main,one more\n`);
  await expect(batch(createTestContext(api.baseUrl).context, path, {})).rejects.toThrow(
    /a file of their own/,
  );
  expect(api.requests.recorded).toHaveLength(before);
});

const refusal = {
  status: 422,
  body: {
    title: 'The request is invalid',
    errors: [{ field: 'items.1.title', detail: 'title takes 0 to 32 characters.' }],
  },
};

test('a first batch that is refused ends it, with the lines and columns at fault', async () => {
  const { path, linksFile } = await writeOrders(150);
  const api = await startScriptedApi(() => refusal);
  const { context, noted } = createTestContext(api.baseUrl);
  await expect(batch(context, path, {})).rejects.toMatchObject({ status: 422 });
  expect(noted.join('\n')).toMatch(/line 3, column 2: title: title takes 0 to 32 characters/);
  expect(posts(api.requests.recorded)).toHaveLength(1);
  await expect(readFile(linksFile)).rejects.toThrow(/ENOENT/);
});

test('a fault of the whole request is told without a field', async () => {
  const { path } = await writeOrders(2);
  const errors = [{ field: '', detail: 'This API key may have 1 unfinished invites.' }];
  const api = await startScriptedApi(() => ({ status: 422, body: { title: 'Invalid', errors } }));
  const { context, noted } = createTestContext(api.baseUrl);
  await expect(batch(context, path, {})).rejects.toMatchObject({ status: 422 });
  expect(noted.at(-1)).toMatch(/^ {2}This API key may have 1 unfinished invites\.$/m);
});

test('a file that was sent before with other options is told so', async () => {
  const { path } = await writeOrders(2);
  const body = {
    type: 'urn:invite-spool:problem:idempotency-key-reused',
    title: 'The key',
    detail: 'Reused.',
  };
  const api = await startScriptedApi(() => ({ status: 422, body }));
  const { context } = createTestContext(api.baseUrl);
  await expect(batch(context, path, {})).rejects.toThrow(/was sent before with other options/);
});

test('a later batch that is refused is left out, and the others go on', async () => {
  const { path, linksFile } = await writeOrders(250);
  const { script } = createBatchScript();
  const api = await startScriptedApi((request, index) =>
    request.body?.items[0].title === '=o101' ? refusal : script(request, index),
  );
  const { context, noted, said, exit } = createTestContext(api.baseUrl);
  await batch(context, path, {});
  expect(said[0]).toMatch(/150 succeeded, 100 refused/);
  expect(noted.join('\n')).toMatch(/Lines 102 to 201 were refused, and nothing of them was stored/);
  expect(await readFile(linksFile, 'utf8')).toMatch(/=o102,,refused,,title takes 0 to 32 characters/);
  expect(exit.code).toBe(1);
});

test('a fault that several refused batches have is told once', async () => {
  const { path } = await writeOrders(450);
  const { script } = createBatchScript();
  const api = await startScriptedApi((request, index) =>
    ['=o101', '=o301'].includes(request.body?.items[0].title) ? refusal : script(request, index),
  );
  const { context, noted } = createTestContext(api.baseUrl);
  await batch(context, path, {});
  expect(noted.slice(1)).toEqual([
    'Lines 102 to 201, 302 to 401 were refused, and nothing of them was stored:',
    '  lines 103 and 303, column 2: title: title takes 0 to 32 characters.',
    'Put them, corrected, into a file of their own.',
  ]);
});

test('an error that many rows end with is told once, with the lines', async () => {
  const { path } = await writeOrders(40);
  const failing = Array.from({ length: 40 }, (_, index) => `=o${index + 1}`);
  const api = await startScriptedApi(createBatchScript({ failing }).script);
  const { context, noted } = createTestContext(api.baseUrl);
  await batch(context, path, {});
  expect(noted.slice(1)).toEqual(['  lines 2 to 41: failed CHAT_ADMIN_REQUIRED: Grant it, then ask again.']);
});

test('an account that has its fill is waited for', async () => {
  const { path } = await writeOrders(1);
  const { script } = createBatchScript();
  const api = await startScriptedApi((request, index) =>
    index < 2
      ? { status: 429, headers: { 'retry-after': '90' }, body: { title: 'Too many', detail: 'Full.' } }
      : script(request, index),
  );
  const { context, sleptMs, shown, exit } = createTestContext(api.baseUrl);
  await batch(context, path, {});
  expect(sleptMs.slice(0, 2)).toEqual([90_000, 90_000]);
  expect(shown[0]?.text).toMatch(/asked to wait until .*: Full\./);
  expect(exit.code).toBe(0);
});

test('with --json the result alone is printed, as JSON', async () => {
  const { path, linksFile } = await writeOrders(2);
  const api = await startScriptedApi(createBatchScript().script);
  const { context, said } = createTestContext(api.baseUrl);
  await batch(context, path, { json: true });
  expect(JSON.parse(said.join('\n'))).toEqual({
    file: path,
    links_file: linksFile,
    rows: 2,
    counts: { succeeded: 2 },
    batches: ['bat_0'],
  });
});

test('a file whose rest finds no room for hours is given up, with what there is so far', async () => {
  const { path, linksFile } = await writeOrders(150);
  const { script } = createBatchScript({ perLook: 0 });
  const full = {
    status: 429,
    headers: { 'retry-after': '3600' },
    body: { title: 'Too many', detail: 'Full.' },
  };
  const api = await startScriptedApi((request, index) =>
    request.method === 'POST' && index > 0 ? full : script(request, index),
  );
  const { context, noted } = createTestContext(api.baseUrl);
  await expect(batch(context, path, {})).rejects.toThrow('Full. Given up, after 6 hours without room.');
  expect(noted.join('\n')).toMatch(/Run the same command to go on/);
  expect(await readFile(linksFile, 'utf8')).toMatch(/unsent/);
});
