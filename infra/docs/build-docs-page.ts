import { join } from 'node:path';
import { projectDirectory } from '../../project-directory.ts';
import { runEsbuild } from '../bundle/run-esbuild.ts';
import type { OpenApiDocument } from '../openapi.ts';
import { type DocsPage, makeDocsPage } from './make-docs-page.ts';

/** The documentation page with its script and style, compiled from their sources. */
export async function buildDocsPage(document: OpenApiDocument): Promise<DocsPage> {
  const directory = join(projectDirectory, 'infra', 'docs');
  const { outputFiles } = await runEsbuild({
    absWorkingDir: projectDirectory,
    entryPoints: [join(directory, 'browser', 'main.ts'), join(directory, 'style.css')],
    outdir: directory,
    bundle: true,
    write: false,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  function read(extension: string) {
    return outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  }
  return makeDocsPage(document, { script: read('.js'), style: read('.css') });
}
