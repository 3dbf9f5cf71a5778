import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectDirectory } from '../project-directory.ts';

/** osls has failed. The message holds its output, unless the output was already shown. */
export class OslsError extends Error {
  override name = 'OslsError';
}

interface Run {
  env: Record<string, string | undefined>;
  /** The folder of the configuration; the project's root unless given. */
  cwd?: string;
  /** Its output is shown as it comes, and is not returned. */
  isShown?: true;
}

const script = join(projectDirectory, 'node_modules', 'osls', 'bin', 'serverless.js');

/** The whole environment of a run, so that no credentials and no settings of the user can change a package. */
export const bareEnvironment = { PATH: process.env.PATH, HOME: process.env.HOME };

/**
 * Runs the Serverless Framework's open-source successor, in the version that is pinned here.
 * @returns its output.
 * @throws OslsError
 * @see https://github.com/oss-serverless/serverless
 */
export async function runOsls(
  words: string[],
  { env, cwd = projectDirectory, isShown }: Run,
): Promise<string> {
  const child = spawn(process.execPath, [script, ...words], {
    cwd,
    env: {
      ...env,
      // osls compiles its configuration schema once and stores it, by default in the home directory.
      SLS_SCHEMA_CACHE_BASE_DIR: join(projectDirectory, '.build', 'osls'),
      // The next run loads its thousand files in two thirds of the time.
      NODE_COMPILE_CACHE: join(projectDirectory, '.build', 'compile-cache'),
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
    },
    stdio: isShown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) {
    throw new OslsError(
      `osls ${words[0]} failed${isShown ? ': what it says stands above' : `:\n${printed.trimEnd()}`}`,
    );
  }
  return printed;
}
