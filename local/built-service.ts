import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BuiltService } from '../infra/package.ts';
import { readIfThere, replaceFile } from '../infra/replace-file.ts';
import { projectDirectory } from '../project-directory.ts';

/*
 * What was built is kept for an installation without the packages for development (`npm prune --omit=dev`), which cannot build.
 */

interface Kept {
  /** Of all that it was built from. */
  hash: string;
  template: BuiltService['template'];
}

const sources = [
  'functions/**/*.ts',
  'infra/**/*.*',
  'console/**/*.*',
  'client/*.ts',
  'serverless.yml',
  'package-lock.json',
  'local/aws/function-host.ts',
];

const path = join(projectDirectory, '.build', 'service.json');

export function canBuild(): boolean {
  try {
    createRequire(import.meta.url).resolve('esbuild');
    return true;
  } catch {
    return false;
  }
}

export async function keepBuilt({ template }: BuiltService): Promise<void> {
  const kept: Kept = { hash: hashSources(), template };
  await replaceFile(path, Buffer.from(JSON.stringify(kept)));
}

/** @throws Error when nothing was built, or something else than the present sources. */
export async function readBuilt(): Promise<BuiltService> {
  const text = await readIfThere(path);
  const kept: Kept | undefined = text && JSON.parse(text.toString('utf8'));
  if (kept === undefined || kept.hash !== hashSources()) {
    throw new Error(
      `${kept === undefined ? 'the service is not built' : 'the service has changed since it was built'}, and the packages that build it are not installed: run "npm ci && npm run build:machine", and then "npm prune --omit=dev" again`,
    );
  }
  return { template: kept.template, rootDirectory: projectDirectory };
}

function hashSources(): string {
  const files = globSync(sources, { cwd: projectDirectory, exclude: ['infra/machine/**'] }).sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(join(projectDirectory, file));
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
