import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Session } from '../../functions/core/account/session.ts';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import { DEMO_PHONES } from '../../telegram-emulator/demo-world.ts';
import { authKeyIndex } from '../../telegram-emulator/world/world.ts';
import { writeDataOf010 } from './data-of-0-1-0.ts';
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

/** Telegram knows the session's key, and whose it is. */
function teachSession({ authKey, dcId }: Session): void {
  const { world } = telegram();
  const user = world.findUserByPhone(DEMO_PHONES.user);
  if (user === undefined) {
    throw new Error('the user of the demonstration is gone');
  }
  const minted = world.authKeys.get(authKeyIndex(dcId, world.mintAuthKey(user, dcId).authKeyId));
  if (minted === undefined) {
    throw new Error('the key that was made is gone');
  }
  const key = Buffer.from(authKey, 'base64');
  const idHex = createHash('sha1').update(key).digest('hex').slice(24);
  world.authKeys.set(authKeyIndex(dcId, idHex), { ...minted, key, idHex });
}

test('on the data of version 0.1.0: its link is there, and its unfinished jobs get theirs', {
  timeout,
}, async (context) => {
  const data = pathOf('from-0.1.0');
  const { apiKey, done, link, unfinished, session } = await writeDataOf010(data, telegram());
  teachSession(session);
  const upgraded = start(context, data);
  await upgraded.started;
  const state = await readState(data);
  expect(await fetchLinks(state, apiKey, [done])).toEqual([link]);
  for (const id of unfinished) {
    await upgraded.out.waitFor(isLineWith(new RegExp(`job +${id} succeeded`)));
  }
  const links = await fetchLinks(state, apiKey, unfinished);
  const made = telegram().ledger.links.map((each) => each.link);
  expect(made.slice(-unfinished.length).sort()).toEqual(links.sort());
  upgraded.child.kill('SIGTERM');
  expect(await upgraded.exited).toBe(0);
});
