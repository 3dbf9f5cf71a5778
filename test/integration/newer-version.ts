import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFunctions } from '../../infra/build.ts';
import { readPackagedTemplate } from '../../infra/package.ts';
import { type AwsStack, startAwsStack } from '../../local/aws/aws-stack.ts';
import { projectDirectory } from '../../project-directory.ts';
import { type LocalService, readEntry } from './local-service.ts';

/**
 * Builds the functions with the next schema version and runs them beside those of the service, on the same tables and
 * queues, as during a release. What they write is recorded with the service's own lines.
 */
export async function startNewerVersion({ system, lines, keyFile }: LocalService): Promise<AwsStack> {
  const rootDirectory = join(projectDirectory, '.build', 'newer-version');
  const functionsDirectory = join(rootDirectory, 'functions');
  await rm(rootDirectory, { recursive: true, force: true });
  await cp(join(projectDirectory, 'functions'), functionsDirectory, { recursive: true });
  await raiseVersion(join(functionsDirectory, 'core', 'schema-version.ts'));
  await buildFunctions({ functionsDirectory, outputDirectory: join(rootDirectory, '.build') });
  return startAwsStack({
    template: await readPackagedTemplate(),
    rootDirectory,
    externalEndpoints: system.stack.endpoints,
    environment: { worker: { SESSION_KEY_FILE: keyFile }, webhook: { SESSION_KEY_FILE: keyFile } },
    onLine: (name, text) => lines.record({ name, text, entry: readEntry(text) }),
  });
}

async function raiseVersion(path: string): Promise<void> {
  const source = await readFile(path, 'utf8');
  const raised = source.replace('schemaVersion = ', 'schemaVersion = 1 + ');
  if (raised === source) {
    throw new Error(`${path} holds no schema version: bring this up to date`);
  }
  await writeFile(path, raised);
}
