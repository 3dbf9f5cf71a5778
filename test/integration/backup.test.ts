import { readFile } from 'node:fs/promises';
import { expect, type TestContext, test } from 'vitest';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import {
  ask,
  fetchLinks,
  findApiKey,
  isLineWith,
  isStuck,
  logIn,
  openKeptService,
  readState,
} from './kept-service.ts';

const timeout = 180_000;

/** Telegram's clock goes on while the services on this machine wait. */
let aheadMs = 0;
const { events, telegram, pathOf, start, runTool } = openKeptService(() => Date.now() + aheadMs);
/** Longer than Telegram may execute a call late. */
const outlastingMs = 400_000;

const key = 'c3'.repeat(32);
const env = { INVITE_SPOOL_SESSION_KEY: key };

async function ops(context: TestContext, ...words: string[]): Promise<void> {
  const { code, text } = await runTool(context, ['cli/ops.ts', ...words], env);
  expect(code, text).toBe(0);
}

function linksAtTelegram() {
  return telegram().ledger.links.map(({ link }) => link);
}

test('restored from a backup of a running system: no job is lost, and none has a second link', {
  timeout,
}, async (context) => {
  const [oldData, newData, file] = [pathOf('old'), pathOf('new'), pathOf('backup.jsonl')];
  const old = start(context, oldData, env);
  await old.started;
  const apiKey = findApiKey(old.out.recorded) ?? '';
  const oldState = await readState(oldData);
  await logIn(oldState, key);
  const done = await ask(oldState, apiKey, 'done before');
  await old.out.waitFor(isLineWith(new RegExp(`job +${done} succeeded`)));

  // One call is under way, and a job waits behind it. The backup is of this instant.
  telegram().faults.inject({ method: exportMethod, times: 1, action: { type: 'silence', isExecuted: true } });
  const called = await ask(oldState, apiKey, 'under way');
  await events.waitFor(isStuck);
  const calledLater = await ask(oldState, apiKey, 'called after the backup');
  await ops(context, 'backup', file, '--data', oldData);
  const text = await readFile(file, 'utf8');
  expect(text).not.toContain(key);
  expect(text).not.toContain(apiKey);

  // The old system goes on for a while, and makes a link that the backup does not know.
  for (const id of [called, calledLater]) {
    await old.out.waitFor(isLineWith(new RegExp(`job +${id} succeeded`)));
  }
  const links = await fetchLinks(oldState, apiKey, [done, called, calledLater]);
  old.child.kill('SIGTERM');
  expect(await old.exited).toBe(0);

  await ops(context, 'restore', file, '--data', newData);
  const keyless = start(context, newData);
  expect(await keyless.exited).toBe(1);
  expect(keyless.err.recorded.join('\n')).toMatch(/no key that opens the sessions in .* is given/);

  const restored = start(context, newData, env);
  await restored.started;
  const newState = await readState(newData);
  expect(restored.out.recorded.join('\n')).toMatch(/rows of a backup; every account is drained/);
  await ops(context, 'resume', '--data', newData);
  for (const id of [called, calledLater]) {
    await restored.out.waitFor(isLineWith(new RegExp(`job +${id} succeeded`)));
  }
  expect(await fetchLinks(newState, apiKey, [done, called, calledLater])).toEqual(links);
  expect(linksAtTelegram().sort()).toEqual(links.sort());
  restored.child.kill('SIGTERM');
  expect(await restored.exited).toBe(0);
});

test('a job that nobody has called for gets its link after the restore, when no late call can make one', {
  timeout,
}, async (context) => {
  const [oldData, newData, file] = [pathOf('old'), pathOf('again'), pathOf('again.jsonl')];
  const old = start(context, oldData, env);
  await old.started;
  const oldState = await readState(oldData);
  const apiKey = await makeKey(context, oldData);
  await ops(context, 'drain', '--data', oldData);
  const id = await ask(oldState, apiKey, 'never called');
  await ops(context, 'backup', file, '--data', oldData, '--with-key');
  const { code, text } = await runTool(context, ['cli/ops.ts', 'restore', file, '--data', oldData]);
  expect(code).toBe(1);
  expect(text).toContain('has data already');
  old.child.kill('SIGTERM');
  expect(await old.exited).toBe(0);

  await ops(context, 'restore', file, '--data', newData);
  const restored = start(context, newData);
  await restored.started;
  const before = linksAtTelegram().length;
  await ops(context, 'resume', '--data', newData);
  await restored.out.waitFor(isLineWith(new RegExp(`job +${id} waiting \\(OUTCOME_UNKNOWN`)));
  aheadMs += outlastingMs;
  await restored.out.waitFor(isLineWith(new RegExp(`job +${id} succeeded`)));
  const [link] = await fetchLinks(await readState(newData), apiKey, [id]);
  expect(linksAtTelegram().slice(before)).toEqual([link]);
});

async function makeKey(context: TestContext, data: string): Promise<string> {
  const { text } = await runTool(context, ['cli/key.ts', 'create', 'second', '--data', data]);
  return findApiKey([text]) ?? '';
}
