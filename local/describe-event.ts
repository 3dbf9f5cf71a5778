import type { DataCentreEvent } from '../telegram-emulator/data-centre-event.ts';
import type { StackEvent } from './aws/aws-stack.ts';

/** The line that a person reads about an event; undefined for an event that does not matter to them. */
export function describeEvent(event: StackEvent | DataCentreEvent): string | undefined {
  switch (event.type) {
    case 'request':
      return line(
        'http',
        `${event.method} ${pathOf(event.target)} -> ${event.statusCode ?? 'client gone'}${reason(event.error)}`,
      );
    case 'invocation-ended':
      return event.error === undefined ? undefined : line(event.name, `failed: ${event.error}`);
    case 'poll-failed':
      return line('queue', `polling failed: ${event.error}`);
    case 'batch':
      return event.error === undefined ? undefined : line('queue', `a batch failed: ${event.error}`);
    case 'call':
      return line('telegram', `${event.method} by ${event.userId ?? 'nobody yet'}: ${outcome(event)}`);
    case 'session-killed':
      return line('telegram', `session of ${event.userId} ended: ${event.reason}`);
    case 'login-code':
      return line('telegram', `login code for ${event.phone}: ${event.code}`);
    default:
      return undefined;
  }
}

/** The line for a function's log line: the new state of a job, or an error. */
export function describeLogLine(functionName: string, text: string): string | undefined {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(text);
  } catch {
    return line(functionName, text);
  }
  if (entry.message === 'job') {
    return line('job', `${entry.jobId} ${describeJob(entry)}`);
  }
  if (entry.message === 'request' && Number(entry.statusCode) >= 400) {
    return line(functionName, `refused: request ${entry.requestId}`);
  }
  if (entry.level === 'WARN' || entry.level === 'ERROR' || entry.level === 'CRITICAL') {
    const { level, message, timestamp: _timestamp, service: _service, ...facts } = entry;
    return line(functionName, `${level} ${message} ${JSON.stringify(facts)}`);
  }
  return undefined;
}

export function describeJob(entry: Record<string, unknown>): string {
  if (entry.status === 'waiting') {
    return `waiting (${entry.reason}, until ${formatTime(Number(entry.retryAtMs))})`;
  }
  return entry.errorType === undefined
    ? String(entry.status)
    : `${entry.status} (${entry.errorType}), request ${entry.requestId}`;
}

/** hh:mm:ss, local time. */
export function formatTime(timeMs: number): string {
  return new Date(timeMs).toTimeString().slice(0, 8);
}

/**
 * The path without its query, because the query may hold a key or a link by mistake. A decision about one person has the user id in its
 * path, and logs hold none.
 */
function pathOf(target: string): string {
  const path = target.split('?', 1)[0] ?? '';
  return path.replace(/(\/requests\/)(?!(?:approve|decline)$)[^/]+/, '$1{user_id}');
}

function line(source: string, text: string): string {
  return `${source.padEnd(9)} ${text}`;
}

function reason(error: string | undefined): string {
  return error === undefined ? '' : ` (${error})`;
}

function outcome({ outcome: result, insideWait, fault }: Extract<DataCentreEvent, { type: 'call' }>): string {
  return `${result}${insideWait ? ' INSIDE A WAIT' : ''}${fault === undefined ? '' : ` (fault: ${fault})`}`;
}
