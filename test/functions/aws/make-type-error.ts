/** An error with a place in the stack: vitest gives the path of a test file a query, which no place has. */
export function makeTypeError(message: string): TypeError {
  return new TypeError(message);
}
