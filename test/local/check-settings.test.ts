import { expect, test } from 'vitest';
import { ConfigError } from '../../functions/config.ts';
import { checkSettings } from '../../local/check-settings.ts';

const settings = {
  JOBS_TABLE: 'jobs',
  ACCOUNTS_TABLE: 'accounts',
  KEYS_TABLE: 'keys',
  JOINS_TABLE: 'joins',
  STANDING_TABLE: 'standing',
  WEBHOOKS_TABLE: 'webhooks',
  JOBS_QUEUE_URL: 'http://127.0.0.1/jobs',
  WEBHOOKS_QUEUE_URL: 'http://127.0.0.1/webhooks',
  SESSION_KEY_FILE: 'key',
  PENDING_LIMIT: '1000',
  HELD_ANSWERS: '4',
  CONSOLE: 'on',
  DUE_SHARDS: '4',
  SWEEPERS: '1',
  JOIN_RETENTION_DAYS: '7',
  WATCH_MIN_SECONDS: '50',
  WATCH_MAX_SECONDS: '900',
};

test('settings that all functions can start with are passed', () => {
  expect(() => checkSettings(() => settings)).not.toThrow();
});

test.each(['api', 'worker', 'sweeper', 'webhook'])('a setting that %s cannot start with is named', (name) => {
  const { JOBS_TABLE: _jobsTable, ...without } = settings;
  expect(() => checkSettings((each) => (each === name ? without : settings))).toThrow(ConfigError);
});

test('joins are kept for 90 days at most', () => {
  expect(() => checkSettings(() => ({ ...settings, JOIN_RETENTION_DAYS: '91' }))).toThrow(
    /JOIN_RETENTION_DAYS/,
  );
});
