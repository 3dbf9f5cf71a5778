import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { projectDirectory } from '../../project-directory.ts';
import { readIfThere, replaceFile } from '../replace-file.ts';

/**
 * What a build made, and all that it was made of. Paths are relative to the project's root: a copy of the project takes over what
 * is built in it.
 */
export interface Made<T> {
  /** Survives JSON, and names no absolute path. */
  value: T;
  inputs: string[];
  outputs: string[];
}

interface Kept<T> extends Made<T> {
  hash: string;
}

/** What shapes each build beside its inputs: the programs that build, the packages installed, the compiler's settings. */
const recipes = ['infra/build.ts', 'infra/bundle/*.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** A file system may tell times in whole seconds. */
const timeStepMs = 1000;

/**
 * Builds, unless the build of that name was made before of the same bytes and its outputs are as it left them.
 * What counts is contents, never times.
 */
export async function reuseBuild<T>(name: string, build: () => Promise<Made<T>>): Promise<T> {
  const keptPath = join(projectDirectory, '.build', 'reuse', `${name}.json`);
  const text = await readIfThere(keptPath);
  const kept: Kept<T> | undefined = text && JSON.parse(text.toString('utf8'));
  if (kept !== undefined && (await hashFiles(kept)) === kept.hash) {
    return kept.value;
  }
  const startedAtMs = Date.now();
  const made = await build();
  // A file that was written meanwhile may not be what was built.
  if ((await lastChangeMs(made.inputs)) < startedAtMs - timeStepMs) {
    const keeping: Kept<T> = { ...made, hash: await hashFiles(made) };
    await replaceFile(keptPath, Buffer.from(JSON.stringify(keeping)));
  }
  return made.value;
}

async function hashFiles({ inputs, outputs }: Made<unknown>): Promise<string> {
  const shaping = globSync(recipes, { cwd: projectDirectory }).sort();
  const paths = [...shaping, ...inputs, ...outputs];
  const contents = await Promise.all(paths.map((path) => readIfThere(resolve(projectDirectory, path))));
  // Another compiler is another build.
  const hash = createHash('sha256').update(`${process.env.ESBUILD_BINARY_PATH}\n`);
  for (const [index, path] of paths.entries()) {
    const content = contents[index];
    hash.update(`${path} ${content?.length}\n`).update(content ?? '');
  }
  return hash.digest('hex');
}

async function lastChangeMs(paths: string[]): Promise<number> {
  const stats = await Promise.all(paths.map((path) => stat(resolve(projectDirectory, path))));
  return Math.max(...stats.map(({ mtimeMs }) => mtimeMs));
}
