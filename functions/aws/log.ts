import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { EventsVerdict } from '../core/callback/event-delivery.ts';
import type { DeliveryVerdict } from '../core/callback/webhook-delivery.ts';
import { isBatchId, isJobId, isOperationId } from '../core/ids.ts';
import { type JobCallback, type JobError, jobStatuses } from '../core/job/job.ts';
import { describeError } from './describe-error.ts';

/** Every message that a function logs. A message is fixed text: values go into fields. */
const messages = [
  'request',
  'request failed',
  'message not sent, left to the sweeper',
  'messages not sent, left to the sweeper',
  'callback not sent, left to the sweeper',
  'events not sent, left to the sweeper',
  'held answer sent early',
  'answer not held',
  'place of a held answer not given back',
  'no estimate',
  'job',
  'callback',
  'events',
  'unreadable message',
  'draining an account failed',
  'looking at a chat failed',
  'tending standing work failed',
  'delivering a callback failed',
  'delivering events failed',
  'hiding messages failed',
  'SQS refused to hide messages',
  'left to a newer version of this service',
  'swept',
  'sweep failed',
  'account not swept',
] as const;

export type LogMessage = (typeof messages)[number];

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
/** Of an HTTP API. */
const gatewayRequestId = /^[\w+/-]{10,31}={1,2}$/;
const accountId = /^acc_[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
/** As in the template; without digits, which keys, hashes of links and phone numbers have. */
const route = /^(\/(v1|[a-z]+(\.[a-z]+)?|\{[a-z]+\}))+$|^none$/;
/** Telegram's error types, and reasons of ours that look like them. The type of an unlisted error may be any text. */
export const telegramWord = /^\d{0,3}[A-Z]+\d{0,3}(_[A-Z]+)*$/;
const httpMethod = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;

type CallbackOutcome =
  | JobCallback['status']
  | Extract<DeliveryVerdict | EventsVerdict, { kind: 'done' }>['status'];
const callbackOutcomes: Record<CallbackOutcome, true> = {
  pending: true,
  delivered: true,
  failed: true,
  disabled: true,
  none: true,
  taken: true,
  parked: true,
  idle: true,
};
const statuses: readonly string[] = [...jobStatuses, ...Object.keys(callbackOutcomes)];

const errorClasses: Record<JobError['class'], true> = {
  input: true,
  rights: true,
  flood: true,
  account_halted: true,
  session_dead: true,
  app: true,
  moved: true,
  transient: true,
  bug: true,
  unknown: true,
  expired: true,
  exhausted: true,
  account: true,
};

type Check = (value: unknown) => boolean;

function text(isAllowed: (value: string) => boolean): Check {
  return (value) => typeof value === 'string' && value.length <= 100 && isAllowed(value);
}

function like(pattern: RegExp) {
  return text((value) => pattern.test(value));
}

/** Below any phone number. A duration in milliseconds has room for eleven days. */
const count: Check = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 1e9;
/** Of this century. */
const timeMs: Check = (value) => Number.isInteger(value) && Number(value) > 1e12 && Number(value) < 4e12;

/** Every field that a line may have, and the check that its value must pass. */
const fields = {
  /** Of the HTTP request, also in the lines about its jobs. */
  requestId: text((value) => uuid.test(value) || gatewayRequestId.test(value)),
  jobId: text((value) => isJobId(value) || isOperationId(value)),
  batchId: text(isBatchId),
  accountId: like(accountId),
  messageId: like(uuid),
  method: like(httpMethod),
  route: like(route),
  status: text((value) => statuses.includes(value)),
  reason: like(telegramWord),
  errorType: like(telegramWord),
  errorClass: text((value) => value in errorClasses),
  retryAtMs: timeMs,
  statusCode: count,
  durationMs: count,
  attempts: count,
  repairs: count,
  count,
  // The counts of a sweep.
  accounts: count,
  notSwept: count,
  sent: count,
  expired: count,
  failedSends: count,
  newer: count,
  left: count,
  resentCallbacks: count,
  failedCallbackSends: count,
} as const satisfies Record<string, Check>;

export type LogFields = { -readonly [name in keyof typeof fields]?: string | number | undefined } & {
  error?: unknown;
};

/** What the functions need of a logger. */
export interface Log {
  debug(message: LogMessage, fields: LogFields): void;
  info(message: LogMessage, fields: LogFields): void;
  warn(message: LogMessage, fields: LogFields): void;
  error(message: LogMessage, fields: LogFields): void;
}

/** Logged in place of a value that is not allowed. */
export const droppedMark = '[dropped]';

/**
 * The only way to write to a function's log: JSON lines of the messages and fields above. A field whose value fails its check is
 * logged as `[dropped]`. Unknown fields are only counted, as `dropped`, because a name may be a secret too. Of an error the
 * name and place are logged, never the message, which may quote anything.
 */
export function createLog(serviceName: string): Log {
  const logger = new Logger({ serviceName, logFormatter: new ShortFormatter() });
  function writeAt(level: keyof Log) {
    return (message: LogMessage, given: LogFields) =>
      logger[level](messages.includes(message) ? message : droppedMark, allow(given));
  }
  return { debug: writeAt('debug'), info: writeAt('info'), warn: writeAt('warn'), error: writeAt('error') };
}

/** A line costs by its bytes: of what the library would add to it, this is what says something here. */
class ShortFormatter extends LogFormatter {
  formatAttributes(
    {
      logLevel,
      message,
      timestamp,
      serviceName,
      xRayTraceId,
    }: Parameters<LogFormatter['formatAttributes']>[0],
    fields: Parameters<LogFormatter['formatAttributes']>[1],
  ): LogItem {
    return new LogItem({
      attributes: {
        level: logLevel,
        message,
        timestamp: this.formatTimestamp(timestamp),
        service: serviceName,
        xray_trace_id: xRayTraceId,
      },
    }).addAttributes(fields);
  }
}

function allow({ error, ...given }: LogFields): Record<string, string | number> {
  const told = Object.entries(given).filter(([, value]) => value !== undefined);
  const known = told.filter(([name]) => Object.hasOwn(fields, name)) as [keyof typeof fields, string][];
  const unknown = told.length - known.length;
  return {
    ...Object.fromEntries(known.map(([name, value]) => [name, fields[name](value) ? value : droppedMark])),
    ...(error === undefined ? {} : { error: describeError(error) }),
    ...(unknown === 0 ? {} : { dropped: unknown }),
  };
}
