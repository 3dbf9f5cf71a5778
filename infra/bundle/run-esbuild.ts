import type { BuildOptions, BuildResult } from 'esbuild';

let running = 0;

/**
 * Runs a build. esbuild's process is stopped after the last running build, because it holds about 200 MB and would live
 * as long as this process.
 *
 * @throws esbuild's BuildFailure, which names the file and line.
 */
export async function runEsbuild<T extends BuildOptions>(options: T): Promise<BuildResult<T>> {
  // Loaded when something is to be built: an installation without packages for development runs what was built before.
  const { build, stop } = await import('esbuild');
  running += 1;
  try {
    return await build(options as Parameters<typeof build<T>>[0]);
  } finally {
    running -= 1;
    if (running === 0) {
      await stop();
    }
  }
}
