import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Whoever imports one of these may start a process or listen on a port. */
const starters = [
  'node:child_process',
  'node:http',
  'node:https',
  'node:net',
  '@lydell/node-pty',
  '@mtcute/node',
  'autocannon',
  'esbuild',
  'fauxqs',
];

const importPattern = /^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)'/gm;

/** The test files that reach no starter through what they import, relative to `root`. They share processes and modules. */
export function findUnitTests(root: string): string[] {
  const importsOf = new Map<string, string[]>();

  function listImports(path: string): string[] {
    const known = importsOf.get(path);
    if (known !== undefined) {
      return known;
    }
    const source = readFileSync(path, 'utf8');
    const found = Array.from(source.matchAll(importPattern), ([, name = '']) =>
      name.startsWith('.') ? join(dirname(path), name) : name,
    );
    importsOf.set(path, found);
    return found;
  }

  function startsNothing(testPath: string): boolean {
    const reached = new Set([testPath]);
    // A set hands out what is added to it while it is walked.
    for (const name of reached) {
      if (starters.includes(name)) {
        return false;
      }
      if (name.endsWith('.ts')) {
        for (const each of listImports(name)) {
          reached.add(each);
        }
      }
    }
    return true;
  }

  return globSync('test/**/*.test.ts', { cwd: root }).filter((path) => startsNothing(join(root, path)));
}
