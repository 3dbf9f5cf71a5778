import { maxDueShards, maxSweepers, minDueShards } from './core/account/due-entry.ts';

/**
 * The only reader of process.env in functions/: each variable is read once, when an execution environment starts, and
 * what is missing or malformed is named.
 */
type Environment = Record<string, string | undefined>;

/** A variable is missing or malformed: the function cannot start, and says which and why. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * What seals sessions and signing secrets, and opens them: a KMS key, or on one machine a key file, keys as text, or both. The
 * first key of the file seals; without a file, the first of the text.
 */
export type SealingKey = { kmsKeyId: string } | { keyFile?: string; keyText?: string };

export interface ApiConfig {
  jobsTable: string;
  accountsTable: string;
  keysTable: string;
  joinsTable: string;
  standingTable: string;
  webhooksTable: string;
  jobsQueueUrl: string;
  /** Unfinished jobs that one account may have. */
  pendingLimit: number;
  /** Answers that may be held at once for `Prefer: wait`. */
  heldAnswers: number;
  /** Partitions of the accounts' due index. */
  dueShards: number;
  webhooksQueueUrl: string;
  /** The service runs on one machine. Callbacks may go to that machine, without TLS and on any port. */
  allowLocalCallbacks: boolean;
  /** Days that joins and requests to join are kept. */
  joinRetentionDays: number;
  /** Whether the API serves the console. */
  isConsoleOn: boolean;
}

export interface WorkerConfig {
  jobsTable: string;
  accountsTable: string;
  joinsTable: string;
  standingTable: string;
  jobsQueueUrl: string;
  webhooksQueueUrl: string;
  /** What opens the sealed sessions. */
  sealingKey: SealingKey;
  /** Replaces the address stored with each session. */
  telegram: { dcId?: number; address?: { host: string; port: number } };
  /** As in ApiConfig. */
  joinRetentionDays: number;
  /** The pauses between two looks at a watched chat. */
  watchPauses: WatchPauses;
}

/** The shortest, while people join, and the longest. */
export interface WatchPauses {
  minMs: number;
  maxMs: number;
}

export interface SweeperConfig {
  /** As in ApiConfig. */
  dueShards: number;
  /** Sweepers that may be at work at once. */
  sweepers: number;
  jobsTable: string;
  accountsTable: string;
  joinsTable: string;
  jobsQueueUrl: string;
  webhooksQueueUrl: string;
}

export interface WebhookConfig {
  jobsTable: string;
  webhooksTable: string;
  joinsTable: string;
  webhooksQueueUrl: string;
  /** What opens the tenants' sealed signing secrets. */
  sealingKey: SealingKey;
  /** As in ApiConfig. */
  allowLocalCallbacks: boolean;
  /** As in ApiConfig. */
  joinRetentionDays: number;
}

export function readApiConfig(env: Environment = process.env): ApiConfig {
  return {
    jobsTable: required(env, 'JOBS_TABLE'),
    accountsTable: required(env, 'ACCOUNTS_TABLE'),
    keysTable: required(env, 'KEYS_TABLE'),
    joinsTable: required(env, 'JOINS_TABLE'),
    standingTable: required(env, 'STANDING_TABLE'),
    webhooksTable: required(env, 'WEBHOOKS_TABLE'),
    jobsQueueUrl: required(env, 'JOBS_QUEUE_URL'),
    pendingLimit: positiveInteger(env, 'PENDING_LIMIT'),
    heldAnswers: readHeldAnswers(env),
    dueShards: readDueShards(env),
    webhooksQueueUrl: required(env, 'WEBHOOKS_QUEUE_URL'),
    allowLocalCallbacks: readAllowLocal(env),
    joinRetentionDays: readRetention(env),
    isConsoleOn: readConsole(env),
  };
}

export function readSweeperConfig(env: Environment = process.env): SweeperConfig {
  return {
    dueShards: readDueShards(env),
    sweepers: wholeNumber(env, 'SWEEPERS', { min: 1, max: maxSweepers }),
    jobsTable: required(env, 'JOBS_TABLE'),
    accountsTable: required(env, 'ACCOUNTS_TABLE'),
    joinsTable: required(env, 'JOINS_TABLE'),
    jobsQueueUrl: required(env, 'JOBS_QUEUE_URL'),
    webhooksQueueUrl: required(env, 'WEBHOOKS_QUEUE_URL'),
  };
}

export function readWorkerConfig(env: Environment = process.env): WorkerConfig {
  return {
    jobsTable: required(env, 'JOBS_TABLE'),
    accountsTable: required(env, 'ACCOUNTS_TABLE'),
    joinsTable: required(env, 'JOINS_TABLE'),
    standingTable: required(env, 'STANDING_TABLE'),
    jobsQueueUrl: required(env, 'JOBS_QUEUE_URL'),
    webhooksQueueUrl: required(env, 'WEBHOOKS_QUEUE_URL'),
    sealingKey: readSealingKey(env),
    telegram: readTelegramConfig(env),
    joinRetentionDays: readRetention(env),
    watchPauses: readWatchPauses(env),
  };
}

export function readWebhookConfig(env: Environment = process.env): WebhookConfig {
  return {
    jobsTable: required(env, 'JOBS_TABLE'),
    webhooksTable: required(env, 'WEBHOOKS_TABLE'),
    joinsTable: required(env, 'JOINS_TABLE'),
    webhooksQueueUrl: required(env, 'WEBHOOKS_QUEUE_URL'),
    sealingKey: readSealingKey(env),
    allowLocalCallbacks: readAllowLocal(env),
    joinRetentionDays: readRetention(env),
  };
}

function readSealingKey(env: Environment): SealingKey {
  const { SESSION_KEY_FILE: keyFile, SESSION_KEY_TEXT: keyText } = env;
  return keyFile || keyText
    ? { ...(keyFile ? { keyFile } : {}), ...(keyText ? { keyText } : {}) }
    : { kmsKeyId: required(env, 'SESSION_KEY_ID') };
}

/** Of these a key has a quarter in each window: see `api/limit-held.ts`. */
const minHeldAnswers = 4;

function readHeldAnswers(env: Environment): number {
  const answers = positiveInteger(env, 'HELD_ANSWERS');
  if (answers < minHeldAnswers) {
    throw new ConfigError(`HELD_ANSWERS must be at least ${minHeldAnswers}, and is "${answers}"`);
  }
  return answers;
}

/** JOIN_RETENTION_DAYS. */
function readRetention(env: Environment): number {
  return wholeNumber(env, 'JOIN_RETENTION_DAYS', { min: 0, max: 90 });
}

/** The sweeper begins a look, and comes once a minute: a shorter pause gains nothing. */
const minWatchSeconds = 50;
const maxWatchSeconds = 3_600;

/** WATCH_MIN_SECONDS and WATCH_MAX_SECONDS. */
function readWatchPauses(env: Environment): WatchPauses {
  const min = wholeNumber(env, 'WATCH_MIN_SECONDS', { min: minWatchSeconds, max: maxWatchSeconds });
  const max = wholeNumber(env, 'WATCH_MAX_SECONDS', { min, max: maxWatchSeconds });
  return { minMs: min * 1_000, maxMs: max * 1_000 };
}

/** DUE_SHARDS: see `due-entry.ts`. */
function readDueShards(env: Environment): number {
  return wholeNumber(env, 'DUE_SHARDS', { min: minDueShards, max: maxDueShards });
}

/** CONSOLE. */
function readConsole(env: Environment): boolean {
  const text = required(env, 'CONSOLE');
  if (text !== 'on' && text !== 'off') {
    throw new ConfigError(`CONSOLE must be on or off, and is "${text}"`);
  }
  return text === 'on';
}

/** WEBHOOK_ALLOW_LOCAL=1. Never where others can ask for a callback_url of this machine. */
function readAllowLocal(env: Environment): boolean {
  const { WEBHOOK_ALLOW_LOCAL: text = '' } = env;
  if (!['', '0', '1'].includes(text)) {
    throw new ConfigError(`WEBHOOK_ALLOW_LOCAL must be 0 or 1, and is "${text}"`);
  }
  return text === '1';
}

/**
 * Another data centre than the one stored with a session: TELEGRAM_DC_ADDRESS=host:port and TELEGRAM_DC_ID. For tests
 * and emulators.
 */
export function readTelegramConfig(env: Environment = process.env): WorkerConfig['telegram'] {
  const { TELEGRAM_DC_ADDRESS: address, TELEGRAM_DC_ID: dcId } = env;
  return {
    ...(dcId ? { dcId: parseDcId(dcId) } : {}),
    ...(address ? { address: parseAddress(address) } : {}),
  };
}

function parseAddress(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(port >= 1 && port <= 65_535)) {
    throw new ConfigError(
      `TELEGRAM_DC_ADDRESS must be host:port, such as 149.154.167.50:443, and is "${text}"`,
    );
  }
  return { host, port };
}

function parseDcId(text: string): number {
  const dcId = Number(text);
  if (!Number.isInteger(dcId) || dcId === 0) {
    throw new ConfigError(`TELEGRAM_DC_ID must be the number of a data centre, such as 2, and is "${text}"`);
  }
  return dcId;
}

function positiveInteger(env: Environment, name: string): number {
  const value = Number(required(env, name));
  if (!Number.isInteger(value) || value < 1) {
    throw new ConfigError(`${name} must be a whole number of at least 1, and is "${env[name]}"`);
  }
  return value;
}

function wholeNumber(env: Environment, name: string, { min, max }: { min: number; max: number }): number {
  const value = Number(required(env, name));
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, and is "${env[name]}"`);
  }
  return value;
}

function required(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') {
    throw new ConfigError(`the environment variable ${name} is not set`);
  }
  return value;
}
