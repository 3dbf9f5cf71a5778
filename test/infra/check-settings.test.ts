import { expect, test } from 'vitest';
import { ConfigError } from '../../functions/config.ts';
import { checkPackagedSettings, checkSettings } from '../../infra/check-settings.ts';
import { readPackagedTemplate } from '../../infra/package.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';

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

test('parameters with which a function could not start are refused before anything is deployed', async () => {
  const template = structuredClone(await readPackagedTemplate());
  expect(() => checkPackagedSettings(template)).not.toThrow();
  const { Environment } = (template.Resources.ApiLambdaFunction?.Properties ?? {}) as {
    Environment: { Variables: Record<string, unknown> };
  };
  Environment.Variables.PENDING_LIMIT = '0';
  expect(() => checkPackagedSettings(template)).toThrow(RefusedError);
  expect(() => checkPackagedSettings(template)).toThrow(/PENDING_LIMIT .*is "0"\. .*Nothing was deployed\./);
}, 60_000);
