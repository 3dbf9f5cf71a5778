import { type Command, Option } from 'commander';
import { UsageError } from '../../operator/terminal/operator-errors.ts';
import { type RequestField, readValue, requestFields, setField } from './request-fields.ts';

/** Adds an option for each field of a request. */
export function addRequestOptions(command: Command): Command {
  addFieldOptions(command, Object.keys(requestFields));
  return addMetadataOption(command, 'a pair of yours, kept with the link; more than once for more');
}

/** Adds an option for each of these fields of a request. */
export function addFieldOptions(command: Command, names: string[]): Command {
  for (const name of names) {
    const field = requestFields[name];
    if (field !== undefined) {
      command.addOption(new Option(`${flagOf(name)}${placeholderOf(field)}`, field.about));
    }
  }
  return command;
}

/** What is tracked may be left out: then it is the least. */
function placeholderOf({ kind, value }: RequestField): string {
  if (value === undefined) {
    return '';
  }
  return kind === 'tracking' ? ` [${value}]` : ` <${value}>`;
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
