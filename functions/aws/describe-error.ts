/** The names of classes, ours and AWS's: words, such as no key or number is. */
const errorName = /^(?:[A-Z]+[a-z]{2,20}|Id){1,8}$/;
/** `at drain (file:///var/task/index.mjs:12:34)` */
const place = /^ {4}at [\w.$<>[\] ()/:@-]{1,200}:\d+:\d+\)?$/;

/** Of what an error stands for, so many are told. */
const maxErrors = 4;

/** Name and place of an error, of its cause, and of those it gathers. Never a message: it may quote what must not be logged. */
export function describeError(error: unknown): string {
  const all = error instanceof Error ? [error, error.cause ?? [], gatheredIn(error)].flat() : [error];
  return all.slice(0, maxErrors).map(nameAndPlace).join('; ');
}

function gatheredIn(error: Error): unknown[] {
  return error instanceof AggregateError ? error.errors : [];
}

function nameAndPlace(error: unknown): string {
  if (!(error instanceof Error)) {
    return typeof error;
  }
  const name = errorName.test(error.name) ? error.name : 'Error';
  const first = framesOf(error)
    .find((line) => place.test(line))
    ?.trim();
  return first === undefined ? name : `${name} ${first}`;
}

/** The stack begins with the message, which may have lines that look like places. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message);
  return start < 0 ? [] : stack.slice(start + message.length).split('\n');
}
