import type { Command } from 'commander';
import { UsageError } from '../../operator/terminal/operator-errors.ts';
import { readValue, requestFields } from './request-fields.ts';

/** Adds the options of `edit`: what is not named stays as it is, and `--no-` removes. */
export function addEditOptions(command: Command): Command {
  return command
    .option('--title <text>', 'a new title, for administrators only')
    .option('--no-title', 'removes the title')
    .option('--expire-in <seconds>', 'when the link ends, from now on')
    .option('--expire-date <unix seconds>', 'when the link ends')
    .option('--no-expire', 'removes the end')
    .option('--usage-limit <number>', 'how many may join by it')
    .option('--no-usage-limit', 'removes the limit')
    .option('--request-needed', 'joins need approval')
    .option('--no-request-needed', 'joins need no approval')
    .option(
      '--track-joins [names]',
      'who joins by it from now on is told: the user ids, or with "names" the names too',
    )
    .option('--no-track-joins', 'who joins by it is not told any more');
}

/** Fields of a request that an edit takes, with the name that commander gives their option. */
const editable = {
  title: 'title',
  expire_in: 'expireIn',
  expire_date: 'expireDate',
  usage_limit: 'usageLimit',
  request_needed: 'requestNeeded',
  track_joins: 'trackJoins',
} as const;

/**
 * The body of the request that the options describe: null removes.
 * @throws UsageError
 */
export function readEditOptions(options: Record<string, unknown>): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(editable)) {
    const given = options[option];
    if (given !== undefined) {
      changes[name] = readChange(name, given);
    }
  }
  if (options.expire === false) {
    if (changes.expire_in !== undefined || changes.expire_date !== undefined) {
      throw new UsageError('--no-expire removes the end: leave out --expire-in and --expire-date.');
    }
    changes.expire_date = null;
  }
  if (Object.keys(changes).length === 0) {
    throw new UsageError(
      'What is to be changed? Name --title, --expire-in, --expire-date, --usage-limit, --request-needed or --track-joins, or one of them with --no-.',
    );
  }
  return changes;
}

function readChange(name: string, given: unknown): unknown {
  const field = requestFields[name];
  if (field === undefined || typeof given === 'boolean') {
    return name === 'request_needed' || name === 'track_joins' ? given : null;
  }
  const read = readValue(field, String(given));
  if ('problem' in read) {
    throw new UsageError(`--${name.replaceAll('_', '-')} ${read.problem}.`);
  }
  return read.value;
}
