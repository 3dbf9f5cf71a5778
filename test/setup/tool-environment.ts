/**
 * The environment of a program that a test starts: none of what the person who runs the tests has set, such as AWS settings.
 * What the program loads is kept compiled (see package-once.ts), which halves what it takes to start.
 */
export function toolEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE, ...extra };
}
