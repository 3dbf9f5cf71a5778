import { expect, test } from 'vitest';
import {
  ConfigError,
  readApiConfig,
  readSweeperConfig,
  readTelegramConfig,
  readWebhookConfig,
  readWorkerConfig,
} from '../../functions/config.ts';

const apiEnv = {
  JOBS_TABLE: 'jobs',
  ACCOUNTS_TABLE: 'accounts',
  KEYS_TABLE: 'keys',
  JOINS_TABLE: 'joins',
  STANDING_TABLE: 'standing',
  WEBHOOKS_TABLE: 'webhooks',
  JOBS_QUEUE_URL: 'https://sqs.invalid/jobs.fifo',
  WEBHOOKS_QUEUE_URL: 'https://sqs.invalid/webhooks.fifo',
  PENDING_LIMIT: '1000',
  HELD_ANSWERS: '4',
  CONSOLE: 'on',
  DUE_SHARDS: '4',
  JOIN_RETENTION_DAYS: '7',
};
const { JOBS_QUEUE_URL, WEBHOOKS_QUEUE_URL } = apiEnv;
const tablesAndQueues = {
  JOBS_TABLE: 'jobs',
  ACCOUNTS_TABLE: 'accounts',
  JOINS_TABLE: 'joins',
  JOBS_QUEUE_URL,
  WEBHOOKS_QUEUE_URL,
};
const sweeperEnv = { ...tablesAndQueues, DUE_SHARDS: '8', SWEEPERS: '2' };
const workerEnv = {
  ...tablesAndQueues,
  STANDING_TABLE: 'standing',
  SESSION_KEY_ID: 'key-1',
  JOIN_RETENTION_DAYS: '0',
  WATCH_MIN_SECONDS: '50',
  WATCH_MAX_SECONDS: '900',
};
const webhookEnv = {
  JOBS_TABLE: 'jobs',
  WEBHOOKS_TABLE: 'webhooks',
  JOINS_TABLE: 'joins',
  WEBHOOKS_QUEUE_URL,
  SESSION_KEY_ID: 'key-1',
  JOIN_RETENTION_DAYS: '90',
};

const readers = [
  ['api', readApiConfig, apiEnv],
  ['worker', readWorkerConfig, workerEnv],
  ['sweeper', readSweeperConfig, sweeperEnv],
  ['webhook', readWebhookConfig, webhookEnv],
] as const;

const each = readers.flatMap(([name, read, env]) =>
  Object.keys(env).map((variable) => [name, variable, read, env] as const),
);

test('each function gets what its template gives it', () => {
  expect(readApiConfig(apiEnv)).toEqual({
    jobsTable: 'jobs',
    accountsTable: 'accounts',
    keysTable: 'keys',
    joinsTable: 'joins',
    standingTable: 'standing',
    webhooksTable: 'webhooks',
    jobsQueueUrl: apiEnv.JOBS_QUEUE_URL,
    pendingLimit: 1_000,
    heldAnswers: 4,
    dueShards: 4,
    webhooksQueueUrl: WEBHOOKS_QUEUE_URL,
    allowLocalCallbacks: false,
    joinRetentionDays: 7,
    isConsoleOn: true,
  });
  expect(readSweeperConfig(sweeperEnv)).toEqual({
    dueShards: 8,
    sweepers: 2,
    jobsTable: 'jobs',
    accountsTable: 'accounts',
    joinsTable: 'joins',
    jobsQueueUrl: apiEnv.JOBS_QUEUE_URL,
    webhooksQueueUrl: WEBHOOKS_QUEUE_URL,
  });
  expect(readWorkerConfig(workerEnv)).toEqual({
    jobsTable: 'jobs',
    accountsTable: 'accounts',
    joinsTable: 'joins',
    standingTable: 'standing',
    jobsQueueUrl: apiEnv.JOBS_QUEUE_URL,
    webhooksQueueUrl: WEBHOOKS_QUEUE_URL,
    sealingKey: { kmsKeyId: 'key-1' },
    telegram: {},
    joinRetentionDays: 0,
    watchPauses: { minMs: 50_000, maxMs: 900_000 },
  });
  expect(readWebhookConfig(webhookEnv)).toEqual({
    jobsTable: 'jobs',
    webhooksTable: 'webhooks',
    joinsTable: 'joins',
    webhooksQueueUrl: WEBHOOKS_QUEUE_URL,
    sealingKey: { kmsKeyId: 'key-1' },
    allowLocalCallbacks: false,
    joinRetentionDays: 90,
  });
});

test.each(each)('the %s does not start without %s, and names it', (_name, variable, read, env) => {
  function missing() {
    return read({ ...env, [variable]: undefined });
  }
  expect(missing).toThrow(ConfigError);
  expect(missing).toThrow(variable);
  expect(() => read({ ...env, [variable]: '' })).toThrow(variable);
});

test.each(['3', '1025', '4.5', 'many'])('DUE_SHARDS=%s is refused by name', (DUE_SHARDS) => {
  expect(() => readSweeperConfig({ ...sweeperEnv, DUE_SHARDS })).toThrow(/DUE_SHARDS/);
});

test.each(['0', '5', '1.5', 'many'])('SWEEPERS=%s is refused by name', (SWEEPERS) => {
  expect(() => readSweeperConfig({ ...sweeperEnv, SWEEPERS })).toThrow(/SWEEPERS/);
});

test.each(['-1', '91', '1.5', 'many'])('JOIN_RETENTION_DAYS=%s is refused by name', (JOIN_RETENTION_DAYS) => {
  expect(() => readApiConfig({ ...apiEnv, JOIN_RETENTION_DAYS })).toThrow(/JOIN_RETENTION_DAYS/);
});

test.each([
  ['49', '900', /WATCH_MIN_SECONDS/],
  ['3601', '3601', /WATCH_MIN_SECONDS/],
  ['60', '59', /WATCH_MAX_SECONDS must be a whole number from 60/],
  ['60', '3601', /WATCH_MAX_SECONDS/],
])('pauses from %s to %s seconds are refused by name', (WATCH_MIN_SECONDS, WATCH_MAX_SECONDS, said) => {
  expect(() => readWorkerConfig({ ...workerEnv, WATCH_MIN_SECONDS, WATCH_MAX_SECONDS })).toThrow(said);
});

test.each(['0', '-1', '1.5', 'many', ' '])('PENDING_LIMIT=%s is refused by name', (PENDING_LIMIT) => {
  expect(() => readApiConfig({ ...apiEnv, PENDING_LIMIT })).toThrow(/PENDING_LIMIT/);
});

test.each(['0', '3', '4.5', 'many'])('HELD_ANSWERS=%s is refused by name', (HELD_ANSWERS) => {
  expect(() => readApiConfig({ ...apiEnv, HELD_ANSWERS })).toThrow(/HELD_ANSWERS/);
});

test('a key file stands in for the KMS key on one machine', () => {
  const { SESSION_KEY_ID: _keyId, ...env } = workerEnv;
  const config = readWorkerConfig({ ...env, SESSION_KEY_FILE: 'session.key' });
  expect(config.sealingKey).toEqual({ keyFile: 'session.key' });
  expect(readWorkerConfig({ ...env, SESSION_KEY_TEXT: 'ab' }).sealingKey).toEqual({ keyText: 'ab' });
});

test('callbacks to this machine are allowed by WEBHOOK_ALLOW_LOCAL=1 alone', () => {
  function read(WEBHOOK_ALLOW_LOCAL: string) {
    return readWebhookConfig({ ...webhookEnv, WEBHOOK_ALLOW_LOCAL });
  }
  expect(read('1').allowLocalCallbacks).toBe(true);
  expect(read('0').allowLocalCallbacks).toBe(false);
  expect(() => read('true')).toThrow(/WEBHOOK_ALLOW_LOCAL/);
});

test('the sessions decide about the data centre unless the environment does', () => {
  expect(readTelegramConfig({})).toEqual({});
  expect(readTelegramConfig({ TELEGRAM_DC_ADDRESS: '', TELEGRAM_DC_ID: '' })).toEqual({});
});

test.each([
  ['127.0.0.1:443', { host: '127.0.0.1', port: 443 }],
  ['dc.example:65535', { host: 'dc.example', port: 65_535 }],
  ['[2001:67c:4e8:f002::a]:443', { host: '2001:67c:4e8:f002::a', port: 443 }],
])('TELEGRAM_DC_ADDRESS=%s is read', (text, address) => {
  expect(readTelegramConfig({ TELEGRAM_DC_ADDRESS: text })).toEqual({ address });
});

test.each(['127.0.0.1', ':443', '127.0.0.1:', '127.0.0.1:0', '127.0.0.1:65536', 'host:https', '::1:443'])(
  'TELEGRAM_DC_ADDRESS=%s is refused, and repeated in the error',
  (text) => {
    function read() {
      return readTelegramConfig({ TELEGRAM_DC_ADDRESS: text });
    }
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(`TELEGRAM_DC_ADDRESS must be host:port`);
    expect(read).toThrow(`"${text}"`);
  },
);

test('TELEGRAM_DC_ID takes the number of a data centre; test data centres are numbered from 10000', () => {
  expect(readTelegramConfig({ TELEGRAM_DC_ID: '2' })).toEqual({ dcId: 2 });
  expect(readTelegramConfig({ TELEGRAM_DC_ID: '10002' })).toEqual({ dcId: 10_002 });
});

test.each(['0', 'two', '1.5', ' '])('TELEGRAM_DC_ID=%s is refused by name', (text) => {
  expect(() => readTelegramConfig({ TELEGRAM_DC_ID: text })).toThrow(/TELEGRAM_DC_ID/);
});
