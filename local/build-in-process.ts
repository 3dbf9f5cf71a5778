/**
 * Builds the service where it has changed, and sends its parent what it has built, or why it could not. Without a parent it is
 * `npm run build:machine`.
 */
import type { BuildReport } from './build-service.ts';
import { canBuild, keepBuilt, readBuilt } from './built-service.ts';

try {
  report({ built: await (canBuild() ? build() : readBuilt()) });
} catch (error) {
  report({ failure: (error as Error).message });
}

async function build() {
  const { buildService } = await import('../infra/package.ts');
  const { buildFunctionHost } = await import('./aws/build-function-host.ts');
  const [built] = await Promise.all([buildService(), buildFunctionHost()]);
  await keepBuilt(built);
  return built;
}

function report(outcome: BuildReport): void {
  if (process.send !== undefined) {
    process.send(outcome, () => process.exit());
  } else if ('failure' in outcome) {
    console.error(outcome.failure);
    process.exitCode = 1;
  }
}
