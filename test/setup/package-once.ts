import { buildService } from '../../infra/package.ts';

/** Before any suite: the bundles and the template, so that suites which run beside each other find them made. */
export async function setup(): Promise<void> {
  await buildService();
}
