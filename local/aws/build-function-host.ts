import { join } from 'node:path';
import { type Made, reuseBuild } from '../../infra/bundle/reuse-build.ts';
import { runEsbuild } from '../../infra/bundle/run-esbuild.ts';
import { replaceFile } from '../../infra/replace-file.ts';
import { projectDirectory } from '../../project-directory.ts';

const source = 'local/aws/function-host.ts';
const output = '.build/function-host.mjs';

let built: Promise<void> | undefined;

/**
 * The path of `function-host.ts` as plain JavaScript, made once: stripping its types in every process it runs in would
 * treble the time that a process takes to start (155 ms against 55).
 */
export async function buildFunctionHost(): Promise<string> {
  built ??= reuseBuild('function-host', build);
  await built;
  return join(projectDirectory, output);
}

async function build(): Promise<Made<void>> {
  const result = await runEsbuild({
    absWorkingDir: projectDirectory,
    entryPoints: [source],
    outfile: output,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
  });
  for (const file of result.outputFiles) {
    await replaceFile(file.path, file.contents);
  }
  // This module says how it is built.
  const inputs = [source, 'local/aws/build-function-host.ts'];
  return { value: undefined, inputs, outputs: [output] };
}
