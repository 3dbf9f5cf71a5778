/** Everything that can stand in JSON, one token at a time: https://www.rfc-editor.org/rfc/rfc8259 */
const tokenPattern =
  /(?:([[\]{},:])|("(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/uy;

type Expected = 'value' | 'value or ]' | 'name or }' | 'name' | ':' | ', or end' | 'end';

/**
 * Where a text stops being JSON: the character index, and line and column counted from 1. V8 names a position in some of
 * its messages only.
 */
export function locateJsonError(text: string): { position: number; line: number; column: number } {
  const position = findError(text);
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  return { position, line, column: position - before.lastIndexOf('\n') };
}

function findError(text: string): number {
  const open: string[] = [];
  let expected: Expected | undefined = 'value';
  let position = 0;
  for (;;) {
    const start = position + (/^[ \t\n\r]*/.exec(text.slice(position))?.[0].length ?? 0);
    tokenPattern.lastIndex = start;
    const match = tokenPattern.exec(text);
    expected = match
      ? step(expected, open, match[1] ?? (match[2] === undefined ? 'scalar' : 'string'))
      : undefined;
    if (expected === undefined) {
      return start;
    }
    position = tokenPattern.lastIndex;
  }
}

/** What may follow a token; undefined when the token itself may not stand there. */
function step(expected: Expected, open: string[], token: string): Expected | undefined {
  const isValue = expected === 'value' || expected === 'value or ]';
  const isName = expected === 'name' || expected === 'name or }';
  function afterValue(): Expected {
    return open.length === 0 ? 'end' : ', or end';
  }
  switch (token) {
    case '{':
    case '[':
      open.push(token);
      return isValue ? (token === '{' ? 'name or }' : 'value or ]') : undefined;
    case '}':
    case ']': {
      const isClosing = expected === ', or end' || expected === (token === '}' ? 'name or }' : 'value or ]');
      return isClosing && open.pop() === (token === '}' ? '{' : '[') ? afterValue() : undefined;
    }
    case ',':
      return expected === ', or end' ? (open.at(-1) === '{' ? 'name' : 'value') : undefined;
    case ':':
      return expected === ':' ? 'value' : undefined;
    case 'string':
      return isName ? ':' : isValue ? afterValue() : undefined;
    default:
      return isValue ? afterValue() : undefined;
  }
}
