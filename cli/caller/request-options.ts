import { type Command, Option } from 'commander';
import { UsageError } from '../../operator/terminal/operator-errors.ts';
import { readValue, requestFields, setField } from './request-fields.ts';

interface OptionWords {
  /** Placeholder of the option's value; a flag has none. */
  value?: string;
  about: string;
}

const optionWords: Record<string, OptionWords> = {
  account: { value: 'name', about: 'the account to act through' },
  peer: { value: 'peer', about: "the chat, such as @name; otherwise the account's default peer" },
  chat_id: { value: 'peer', about: 'another name of peer' },
  title: { value: 'text', about: 'at most 32 characters, for administrators only' },
  expire_date: { value: 'unix seconds', about: 'when the link ends' },
  expire_in: { value: 'seconds', about: 'when the link ends, from the moment it is made' },
  usage_limit: { value: 'number', about: 'how many may join by it' },
  request_needed: { about: 'joins need approval' },
  'subscription_pricing.period': { value: 'seconds', about: '2592000 (30 days)' },
  'subscription_pricing.amount': { value: 'stars', about: 'what a member pays a period' },
  legacy_revoke_permanent: { about: "revokes the account's earlier permanent link of the chat" },
  track_joins: {
    value: 'names',
    about: 'who joins by it is told: the user ids, or with "names" the names too',
  },
  single_use: { about: 'is revoked as soon as the first join by it is seen' },
  deadline: { value: 'unix seconds', about: 'give up after this' },
  priority: {
    value: 'high|normal|low',
    about: 'which links of the account come first; otherwise normal, and low in a batch',
  },
  callback_url: { value: 'url', about: 'gets an event when the job is final' },
};

/** Adds an option for each field of a request. */
export function addRequestOptions(command: Command): Command {
  addFieldOptions(command, Object.keys(requestFields));
  return addMetadataOption(command, 'a pair of yours, kept with the link; more than once for more');
}

/** Adds an option for each of these fields of a request. */
export function addFieldOptions(command: Command, names: string[]): Command {
  for (const name of names) {
    const words = optionWords[name];
    if (words !== undefined) {
      command.addOption(new Option(`${flagOf(name)}${placeholderOf(name, words)}`, words.about));
    }
  }
  return command;
}

/** What is tracked may be left out: then it is the least. */
function placeholderOf(name: string, { value }: OptionWords): string {
  if (value === undefined) {
    return '';
  }
  return requestFields[name]?.kind === 'tracking' ? ` [${value}]` : ` <${value}>`;
}

export function addMetadataOption(command: Command, about: string): Command {
  return command.option('--metadata <name=value>', about, collect);
}

function flagOf(field: string): string {
  return `--${field.replaceAll('_', '-')}`;
}

function collect(pair: string, earlier: string[] = []): string[] {
  return [...earlier, pair];
}

/**
 * The body of the request that the options describe.
 * @throws UsageError
 */
export function readRequestOptions(options: Record<string, unknown>): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(requestFields)) {
    const given = options[name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())];
    if (given === undefined) {
      continue;
    }
    const read = readValue(field, String(given));
    if ('problem' in read) {
      throw new UsageError(`${flagOf(name)} ${read.problem}.`);
    }
    setField(request, name, read.value);
  }
  setMetadata(request, options.metadata as string[] | undefined);
  return request;
}

/** Puts pairs such as `member=4711` where the body has them. @throws UsageError */
export function setMetadata(body: Record<string, unknown>, pairs: string[] | undefined): void {
  for (const [name, value] of Object.entries(readPairs(pairs))) {
    setField(body, name, value);
  }
}

/** `member=4711` is the value of `metadata.member`. @throws UsageError */
export function readPairs(pairs: string[] = []): Record<string, string> {
  const found: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) {
      throw new UsageError('--metadata takes name=value.');
    }
    found[`metadata.${pair.slice(0, equals)}`] = pair.slice(equals + 1);
  }
  return found;
}
