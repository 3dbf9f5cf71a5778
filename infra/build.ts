import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { projectDirectory } from '../project-directory.ts';
import { buildConsole } from './bundle/build-console.ts';
import { loadTlLazily } from './bundle/load-tl-lazily.ts';
import { requireBuiltins } from './bundle/require-builtins.ts';
import { reuseBuild } from './bundle/reuse-build.ts';
import { runEsbuild } from './bundle/run-esbuild.ts';
import { stubModules } from './bundle/stub-modules.ts';
import { buildDocsPage } from './docs/build-docs-page.ts';
import { makeOpenApiDocument } from './openapi.ts';
import { replaceFile } from './replace-file.ts';

export const functionNames = ['api', 'worker', 'sweeper', 'webhook'] as const;

/**
 * The largest size of each bundle in bytes, about 3 % above its last measured size. Each cold start parses every KB.
 * esbuild's metafile shows what made a bundle larger.
 */
export const maxBundleBytes: Record<(typeof functionNames)[number], number> = {
  api: 558_000,
  worker: 925_000,
  sweeper: 298_000,
  webhook: 338_000,
};

export interface Bundle {
  name: string;
  /** Absolute path of the bundle, an ES module that exports `handler`. */
  path: string;
  bytes: number;
  /** Every source file that went in, relative to the project's root. */
  inputs: string[];
}

export interface BuildOptions {
  /** Holds `<name>/handler.ts` for each name; the project's `functions/` unless given. */
  functionsDirectory?: string;
  /** Receives `<name>/index.mjs` and its source map; the project's `.build/` unless given. */
  outputDirectory?: string;
  names?: readonly string[];
}

// Bundled CommonJS still calls `require` for Node's own modules, and an ES module has no `require`.
const requireBanner = `const require=process.getBuiltinModule('node:module').createRequire(import.meta.url);`;

/**
 * Bundles each function into one ES module. The same sources give the same bytes. A file is replaced in one step, and
 * only when it changed, so that a process that starts meanwhile never reads half a bundle.
 *
 * @throws esbuild's BuildFailure, which names the file and line.
 */
export async function buildFunctions(options: BuildOptions = {}): Promise<Bundle[]> {
  return (await bundle(options)).bundles;
}

async function bundle(options: BuildOptions): Promise<{ bundles: Bundle[]; metafile: Metafile }> {
  const functionsDirectory = options.functionsDirectory ?? join(projectDirectory, 'functions');
  const outputDirectory = options.outputDirectory ?? join(projectDirectory, '.build');
  const names = options.names ?? functionNames;
  const result = await runEsbuild({
    absWorkingDir: projectDirectory,
    // All functions in one build, so that shared sources are read and parsed once.
    entryPoints: names.map((name) => ({
      in: join(functionsDirectory, name, 'handler.ts'),
      out: `${name}/index`,
    })),
    outdir: outputDirectory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Many packages ship both; only their ES modules can be tree-shaken.
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: 'linked',
    banner: { js: requireBanner },
    legalComments: 'none',
    plugins: [requireBuiltins, stubModules, loadTlLazily],
    metafile: true,
    logLevel: 'silent',
  });
  await Promise.all(result.outputFiles.map((file) => replaceFile(file.path, file.contents)));
  const { metafile } = result;
  const bundles = names.map((name) =>
    describeBundle(name, join(outputDirectory, name, 'index.mjs'), metafile),
  );
  return { bundles, metafile };
}

function describeBundle(name: string, path: string, { outputs }: Metafile): Bundle {
  const output = outputs[relative(projectDirectory, path).replaceAll(sep, '/')];
  if (output === undefined) {
    throw new Error(`esbuild made no ${path}`);
  }
  return { name, path, bytes: output.bytes, inputs: Object.keys(output.inputs) };
}

/** The project's functions in `.build/`, built if their sources have changed. */
export async function ensureFunctions(): Promise<Bundle[]> {
  const bundles = await reuseBuild('functions', async () => {
    const { bundles, metafile } = await bundle({});
    const value = bundles.map(({ path, ...rest }) => ({ ...rest, path: relative(projectDirectory, path) }));
    return { value, inputs: listFiles(metafile), outputs: Object.keys(metafile.outputs) };
  });
  return bundles.map((each) => ({ ...each, path: join(projectDirectory, each.path) }));
}

/** Every file that esbuild read. Modules that a plugin makes have names such as `stub:pako`. They depend only on the plugin. */
export function listFiles({ inputs }: Metafile): string[] {
  return Object.keys(inputs).filter((input) => !/^[\w-]{2,}:/.test(input));
}

/** What the API serves, beside its bundle: see functions/api/serve-documents.ts and serve-console.ts. */
export async function buildAssets(): Promise<void> {
  const document = makeOpenApiDocument();
  const assets = { 'openapi.json': document, 'docs.json': await buildDocsPage(document) };
  await Promise.all([
    buildConsole(),
    ...Object.entries(assets).map(([name, asset]) =>
      replaceFile(join(projectDirectory, '.build', 'api', name), Buffer.from(JSON.stringify(asset))),
    ),
  ]);
}

/** Whether `moduleUrl` is the script that node was started with. (`import.meta.main` is missing before Node 24.2.) */
export async function isMainModule(moduleUrl: string): Promise<boolean> {
  const script = process.argv[1];
  return script !== undefined && (await realpath(script)) === fileURLToPath(moduleUrl);
}

if (await isMainModule(import.meta.url)) {
  await buildAssets();
  for (const bundle of await buildFunctions()) {
    console.log(`${relative(projectDirectory, bundle.path)}  ${bundle.bytes} bytes`);
  }
}
