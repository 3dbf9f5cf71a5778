import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import {
  ask,
  fetchLinks,
  findApiKey,
  isLineWith,
  isStuck,
  type KeptState,
  killAll,
  logIn,
  openKeptService,
  readState,
} from './kept-service.ts';

/** A worker's lease outlives its invocation, so a job that was in hand waits for half a minute. */
const timeout = 120_000;

const { events, telegram, pathOf, start } = openKeptService();

async function askOperator({ base_url, operator_key }: KeptState): Promise<unknown> {
  const headers = { authorization: `Bearer ${operator_key}` };
  return (await fetch(`${base_url}/operator`, { headers })).json();
}

test('killed amid a call and started again: accounts, keys and jobs are there, and each job ends with its one link', {
  timeout,
}, async (context) => {
  const first = start(context);
  await first.started;
  const apiKey = findApiKey(first.out.recorded) ?? '';
  const before = await readState(pathOf());
  expect(before.api_key).toBeUndefined();
  expect(await askOperator(before)).toMatchObject({ has_app: false });
  await logIn(before);
  telegram().faults.inject({ method: exportMethod, times: 1, action: { type: 'silence', isExecuted: true } });
  const ids = [await ask(before, apiKey, 'called')];
  await events.waitFor(isStuck);
  ids.push(await ask(before, apiKey, 'not yet called'));
  killAll(await readState(pathOf()));
  await first.exited;

  const again = start(context);
  await again.started;
  expect(again.out.recorded.join('\n')).toMatch(/jobs +2 unfinished go on/);
  expect(findApiKey(again.out.recorded)).toBeUndefined();
  const after = await readState(pathOf());
  // The key is told to a terminal only: this output may be a log.
  expect(again.out.recorded.join('\n')).not.toContain(after.operator_key);
  expect(await askOperator({ ...after, operator_key: before.operator_key })).toMatchObject({ status: 401 });
  for (const id of ids) {
    await again.out.waitFor(isLineWith(new RegExp(`job +${id} succeeded`)));
  }
  const links = await fetchLinks(await readState(pathOf()), apiKey, ids);
  expect(
    telegram()
      .ledger.links.map(({ link }) => link)
      .sort(),
  ).toEqual(links.sort());

  const rival = start(context);
  expect(await rival.exited).toBe(1);
  expect(rival.err.recorded).toEqual([
    `invite-spool: another "npm start" runs on ${pathOf()}: stop it first, or give this one a folder of its own with --data`,
  ]);

  for (const name of await readdir(pathOf())) {
    expect((await stat(join(pathOf(), name))).mode & 0o077, name).toBe(0);
  }
  again.child.kill('SIGINT');
  expect(await again.exited).toBe(0);
  expect(await readdir(pathOf())).not.toContain('state.json');
});
