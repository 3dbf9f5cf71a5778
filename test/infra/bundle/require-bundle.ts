import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { projectDirectory } from '../../../project-directory.ts';

/** Bundles a source that lies in the project, and loads what came out. */
export async function requireBundle(contents: string, plugins: Plugin[]) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: projectDirectory },
    bundle: true,
    write: false,
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
    plugins,
  });
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-bundle-'));
  try {
    const path = join(directory, 'bundle.cjs');
    await writeFile(path, outputFiles[0]?.contents ?? '');
    return createRequire(path)(path);
  } finally {
    await rm(directory, { recursive: true });
  }
}
