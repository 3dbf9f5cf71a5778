import { join } from 'node:path';
import { buildService } from '../../infra/package.ts';
import { projectDirectory } from '../../infra/project-directory.ts';

/** Before any suite: the bundles and the template, so that suites which run beside each other find them made. */
export async function setup(): Promise<void> {
  // The suites start hundreds of processes of the same few programs.
  process.env.NODE_COMPILE_CACHE ??= join(projectDirectory, '.build', 'compile-cache');
  await buildService();
}
