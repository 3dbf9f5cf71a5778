import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import type { ConsoleAssets } from '../../functions/api/serve-console.ts';
import { projectDirectory } from '../../project-directory.ts';
import { replaceFile } from '../replace-file.ts';
import { reuseBuild } from './reuse-build.ts';
import { runEsbuild } from './run-esbuild.ts';

/** The largest size of the whole console in bytes, gzipped: a phone on a slow network waits for each of them. */
export const maxConsoleBytes = 80 * 1024;

export interface BuiltConsole {
  /** Of each file, gzipped. */
  bytes: Record<string, number>;
}

/** Nothing from elsewhere, nothing inline; requests go to this service alone. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contentTypes: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

const staticFiles = ['console/index.html', 'console/icon.svg'];
const assetPath = '.build/api/console.json';

/**
 * The console as one document beside the API's bundle, which serves it.
 *
 * @throws esbuild's BuildFailure, or an error when the console is larger than `maxConsoleBytes`.
 */
export function buildConsole(): Promise<BuiltConsole> {
  return reuseBuild('console', async () => {
    const { outputFiles, metafile } = await runEsbuild({
      absWorkingDir: projectDirectory,
      entryPoints: { app: 'console/main.tsx', style: 'console/style.css' },
      outdir: '.build/console',
      bundle: true,
      write: false,
      platform: 'browser',
      target: 'es2022',
      format: 'esm',
      // Calls of h are 1 % smaller than those of the JSX runtime, which name the children of each.
      inject: ['console/jsx.ts'],
      tsconfigRaw: { compilerOptions: { jsx: 'react', jsxFactory: 'h', jsxFragmentFactory: 'Fragment' } },
      minify: true,
      legalComments: 'none',
      metafile: true,
      logLevel: 'silent',
    });
    const statics = await Promise.all(
      staticFiles.map(async (path) => ({
        name: basename(path),
        contents: await readFile(join(projectDirectory, path)),
      })),
    );
    const sources = [
      ...statics,
      ...outputFiles.map(({ path, contents }) => ({ name: basename(path), contents })),
    ];
    const packed = sources.map(({ name, contents }) => ({ name, ...pack(name, contents) }));
    const bytes = Object.fromEntries(packed.map(({ name, size }) => [name, size]));
    checkSize(bytes);
    const assets: ConsoleAssets = {
      contentSecurityPolicy,
      files: Object.fromEntries(packed.map(({ name, file }) => [name, file])),
    };
    await replaceFile(join(projectDirectory, assetPath), Buffer.from(JSON.stringify(assets)));
    return {
      value: { bytes },
      inputs: [...staticFiles, ...Object.keys(metafile.inputs)],
      outputs: [assetPath],
    };
  });
}

function pack(name: string, contents: Uint8Array) {
  const gzipped = gzipSync(contents, { level: constants.Z_BEST_COMPRESSION });
  const hash = createHash('sha256').update(contents).digest('base64url').slice(0, 22);
  const contentType = contentTypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  return {
    size: gzipped.length,
    // Weak: it is the same for the gzipped file and the plain one.
    file: { contentType, etag: `W/"${hash}"`, gzip: gzipped.toString('base64') },
  };
}

/** @throws Error that names the size of each file. */
export function checkSize(bytes: Record<string, number>): void {
  const sum = Object.values(bytes).reduce((total, each) => total + each, 0);
  if (sum > maxConsoleBytes) {
    const each = Object.entries(bytes).map(([name, size]) => `${name} ${size}`);
    throw new Error(
      `the console has ${sum} bytes gzipped, and may have ${maxConsoleBytes}: ${each.join(', ')}`,
    );
  }
}
