import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { projectDirectory } from '../../project-directory.ts';
import { readIfThere, replaceFile } from '../replace-file.ts';

/**
 * The outputs of a build and all its inputs. Paths are relative to the project's root, so that a copy of the project
 * can reuse its builds.
 */
export interface Made<T> {
  /** It must survive JSON and hold no absolute path. */
  value: T;
  inputs: string[];
  outputs: string[];
}

interface Kept<T> extends Made<T> {
  hash: string;
}

/** The files that affect every build beside its inputs: the build programs, the installed packages, the compiler's settings. */
const recipes = ['infra/build.ts', 'infra/bundle/*.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** A file system may store times in whole seconds. */
const timeStepMs = 1000;

/**
 * Builds, unless an earlier build of that name had the same inputs and its outputs are unchanged. It compares contents,
 * never times.
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
  // A file that was written during the build may differ from what was built.
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
  // Another compiler version means another build.
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
