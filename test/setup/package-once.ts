import { join } from 'node:path';
import { buildService, readStoredTemplate } from '../../infra/package.ts';
import { projectDirectory } from '../../project-directory.ts';
import { ensureTools } from './build-tools.ts';

/** Set by the first of the projects that need what is built. */
const built = 'INVITE_SPOOL_TESTS_BUILT';

/** Set when the zips and the template in `.serverless/` were packaged for this run of the tests. */
export const packagedVariable = 'INVITE_SPOOL_TESTS_PACKAGED';

/** Before any suite: the bundles, the template and the tools, so that suites which run beside each other find them made. */
export async function setup(): Promise<void> {
  if (process.env[built] !== undefined) {
    return;
  }
  // The suites start hundreds of processes of the same few programs.
  process.env.NODE_COMPILE_CACHE ??= join(projectDirectory, '.build', 'compile-cache');
  if ((await readStoredTemplate()) === undefined) {
    process.env[packagedVariable] = '1';
  }
  await Promise.all([buildService(), ensureTools()]);
  process.env[built] = '1';
}
