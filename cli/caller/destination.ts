import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { readLocalState } from '../../operator/system/local-state.ts';
import { UsageError } from '../../operator/terminal/operator-errors.ts';

/** Which API is asked, with which key, and where that was found. */
export interface Destination {
  baseUrl: string;
  apiKey: string;
  source: string;
}

export interface DestinationSources {
  /** Given with --config. */
  configFile: string | undefined;
  env: Record<string, string | undefined>;
  homeDirectory: string;
  /** The clone that this tool is part of, if any: `npm start` leaves word there. */
  cloneDirectory: string | undefined;
}

/**
 * Finds the API: --config, then the environment, then the caller's config file, then the system that `npm start` runs here.
 * URL and key always come from the same place, so that no key is sent to another's host.
 * @throws UsageError when there is none, or one that is incomplete.
 */
export function findDestination(sources: DestinationSources): Destination {
  const { configFile, env, homeDirectory, cloneDirectory } = sources;
  if (configFile !== undefined) {
    return fromConfig(configFile) ?? refuse('The file that --config names is not there.');
  }
  return (
    fromEnvironment(env) ??
    fromConfig(join(env.XDG_CONFIG_HOME || join(homeDirectory, '.config'), 'invite-spool', 'config.json')) ??
    fromState(cloneDirectory) ??
    refuse(
      `Which API? Set INVITE_SPOOL_URL and INVITE_SPOOL_KEY, or write {"url": "...", "key": "isk_..."} to ~/.config/invite-spool/config.json${cloneDirectory === undefined ? '' : ', or run "npm start" here'}.`,
    )
  );
}

function fromEnvironment({ INVITE_SPOOL_URL: url, INVITE_SPOOL_KEY: key }: DestinationSources['env']) {
  const names: [string, string] = ['INVITE_SPOOL_URL', 'INVITE_SPOOL_KEY'];
  return url || key ? toDestination(url, key, names.join(' and '), names, names) : undefined;
}

function fromConfig(file: string): Destination | undefined {
  const config = readJsonFile(file);
  return config && toDestination(config.url, config.key, toShortPath(file), ['url', 'key']);
}

function fromState(clone: string | undefined): Destination | undefined {
  const state = clone === undefined ? undefined : readLocalState(join(clone, '.local'));
  return (
    state &&
    toDestination(state.base_url, state.api_key, `what "npm start" runs here`, ['base_url', 'api_key'])
  );
}

/** @param places where each of the two stands, for messages: a file holds both, and a variable one. */
function toDestination(
  url: unknown,
  key: unknown,
  source: string,
  names: [string, string],
  places = [source, source] as [string, string],
): Destination {
  const missing = names.filter(
    (_, index) => typeof [url, key][index] !== 'string' || [url, key][index] === '',
  );
  if (missing.length > 0) {
    refuse(`${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing in ${source}.`);
  }
  const [urlPlace, keyPlace] = places;
  return { baseUrl: readBaseUrl(String(url), urlPlace), apiKey: readKey(String(key), keyPlace), source };
}

function readBaseUrl(text: string, source: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    return refuse(
      `The URL in ${source} must begin with https:// (or http:// on this machine), such as https://abc.execute-api.eu-west-1.amazonaws.com`,
    );
  }
  if (url.protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)) {
    return refuse(
      `The URL in ${source} must begin with https://: the key would cross the network in clear text.`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** Anything else is sent nowhere and not shown: it may be another secret, such as the key that opens the sessions. */
function readKey(text: string, source: string): string {
  return /^isk_[\w-]+$/.test(text)
    ? text
    : refuse(`The key in ${source} is no API key: they begin with isk_.`);
}

function readJsonFile(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    const reason = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
    return refuse(`${toShortPath(file)} cannot be read: ${reason}.`);
  }
}

function toShortPath(file: string): string {
  const short = relative('.', file);
  return short.startsWith('..') || isAbsolute(short) ? file : short;
}

function refuse(problem: string): never {
  throw new UsageError(problem);
}
