import { join } from 'node:path';
import { type Made, reuseBuild } from '../../infra/bundle/reuse-build.ts';
import { runEsbuild } from '../../infra/bundle/run-esbuild.ts';
import { replaceFile } from '../../infra/replace-file.ts';
import { projectDirectory } from '../../project-directory.ts';

const source = 'local/aws/function-host.ts';
const output = '.build/function-host.mjs';

let built: Promise<void> | undefined;

/**
 * The path of `function-host.ts` as plain JavaScript, built once. If each process stripped its types, it would take 155
 * ms to start instead of 55.
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
  // The build depends on this module.
  const inputs = [source, 'local/aws/build-function-host.ts'];
  return { value: undefined, inputs, outputs: [output] };
}
