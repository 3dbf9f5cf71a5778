import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { projectDirectory } from '../../project-directory.ts';

const importPattern =
  /^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)'|(?<!typeof )\bimport\('([^']+)'\)/gm;

/** Only where packages for development are installed: see `canBuild`. */
const builders = ['../infra/package.ts', './aws/build-function-host.ts'];

/** The packages that a program imports, at once or later. */
function listPackages(program: string): string[] {
  const reached = new Set([program]);
  const packages = new Set<string>();
  // A set hands out what is added to it while it is walked.
  for (const path of reached) {
    const source = readFileSync(join(projectDirectory, path), 'utf8');
    for (const [, early, late] of source.matchAll(importPattern)) {
      const name = early ?? late ?? '';
      if (late !== undefined && builders.includes(name)) {
        continue;
      }
      if (name.startsWith('.')) {
        reached.add(join(dirname(path), name));
      } else if (!name.startsWith('node:')) {
        packages.add(/^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
      }
    }
  }
  return [...packages].sort();
}

test.each([
  'local/start.ts',
  'local/build-in-process.ts',
  ...globSync('cli/*.ts', { cwd: projectDirectory }),
])('%s needs no package for development', (program) => {
  const packages = listPackages(program);
  // Loaded when something is built.
  expect(packages.filter((name) => !(name in manifest.dependencies) && name !== 'esbuild')).toEqual([]);
});
