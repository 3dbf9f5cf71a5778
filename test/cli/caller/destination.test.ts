import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findDestination } from '../../../cli/caller/destination.ts';
import type { LocalState } from '../../../operator/system/local-state.ts';
import { UsageError } from '../../../operator/terminal/operator-errors.ts';
import { writeFiles } from '../../local/aws/fixture-functions.ts';

function config(name: string) {
  return JSON.stringify({ url: `https://${name}.example/`, key: `isk_${name}` });
}

const state: LocalState = {
  base_url: 'http://127.0.0.1:3000',
  tables: { accounts: 'a', jobs: 'j', keys: 'k', webhooks: 'w', joins: 'o', standing: 's' },
  endpoints: { dynamodb: 'http://127.0.0.1:9', sqs: 'http://127.0.0.1:9' },
  key_file: 'k',
  processes: { main: process.pid },
  api_key: 'isk_state',
};

/** A home and a clone with these files. */
async function sources(files: Record<string, string>, env: Record<string, string> = {}) {
  const directory = await writeFiles(files);
  return {
    configFile: undefined,
    env,
    homeDirectory: join(directory, 'home'),
    cloneDirectory: join(directory, 'clone'),
  };
}

const everywhere = {
  'given.json': config('given'),
  'home/.config/invite-spool/config.json': config('home'),
  'clone/.local/state.json': JSON.stringify(state),
};
const environment = { INVITE_SPOOL_URL: 'https://env.example', INVITE_SPOOL_KEY: 'isk_env' };

test('a file that is named comes first, then the environment, the config file, and what npm start runs', async () => {
  const all = await sources(everywhere, environment);
  const configFile = join(all.cloneDirectory, '..', 'given.json');
  expect(findDestination({ ...all, configFile })).toMatchObject({
    baseUrl: 'https://given.example',
    apiKey: 'isk_given',
  });
  expect(findDestination(all)).toMatchObject({ baseUrl: 'https://env.example', apiKey: 'isk_env' });
  expect(findDestination({ ...all, env: {} })).toMatchObject({
    baseUrl: 'https://home.example',
    apiKey: 'isk_home',
  });
  const homeDirectory = join(all.homeDirectory, 'nowhere');
  expect(findDestination({ ...all, env: {}, homeDirectory })).toEqual({
    baseUrl: 'http://127.0.0.1:3000',
    apiKey: 'isk_state',
    source: 'what "npm start" runs here',
  });
});

test('a system that was killed is none, whatever it has left', async () => {
  const ended = spawnSync(process.execPath, ['--version']);
  const left = JSON.stringify({ ...state, processes: { main: ended.pid } });
  const killed = await sources({ 'clone/.local/state.json': left });
  expect(() => findDestination(killed)).toThrow(/Which API\?/);
});

test('a URL is never completed with the key of another place', async () => {
  const half = await sources(everywhere, { INVITE_SPOOL_URL: 'https://env.example' });
  expect(() => findDestination(half)).toThrow(/INVITE_SPOOL_KEY is missing/);
});

test('where nothing is found, it is told what to set', async () => {
  const nothing = await sources({});
  expect(() => findDestination(nothing)).toThrow(UsageError);
  expect(() => findDestination(nothing)).toThrow(/INVITE_SPOOL_URL and INVITE_SPOOL_KEY.*npm start/);
});

test('a key goes over no network in clear text', async () => {
  const plain = await sources({}, { ...environment, INVITE_SPOOL_URL: 'http://api.example' });
  expect(() => findDestination(plain)).toThrow(/must begin with https/);
});

test.each(['nonsense', 'ftp://api.example', 'https://user@api.example', 'https://api.example/?stage=dev'])(
  'the URL %s is refused',
  async (url) => {
    const wrong = await sources({}, { ...environment, INVITE_SPOOL_URL: url });
    expect(() => findDestination(wrong)).toThrow(/The URL in INVITE_SPOOL_URL/);
  },
);

test.each(['my secret\n', 'ab'.repeat(32), 'isk_with space'])(
  'the text %j is no API key: it is neither sent nor shown',
  async (text) => {
    const wrong = await sources({}, { ...environment, INVITE_SPOOL_KEY: text });
    expect(() => findDestination(wrong)).toThrow('The key in INVITE_SPOOL_KEY is no API key');
    expect(() => findDestination(wrong)).not.toThrow(text);
  },
);

test('what is wrong in a config file is told with the file, whatever its name', async () => {
  const file = 'url-and-key.json';
  const wrong = await sources({
    [file]: JSON.stringify({ url: 'https://api.example', key: 'ab'.repeat(32) }),
  });
  const configFile = join(wrong.homeDirectory, '..', file);
  expect(() => findDestination({ ...wrong, configFile })).toThrow(
    /The key in .*url-and-key\.json is no API key/,
  );
});

test('a config file that is no JSON is told', async () => {
  const broken = await sources({ 'home/.config/invite-spool/config.json': '{"url":' });
  expect(() => findDestination(broken)).toThrow(/config\.json cannot be read: it is not JSON/);
});
