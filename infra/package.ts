import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { projectDirectory } from '../project-directory.ts';
import { buildAssets, buildFunctions, ensureFunctions, functionNames, isMainModule } from './build.ts';
import type { CloudFormationTemplate } from './cloudformation-template.ts';
import { readIfThere, replaceFile } from './replace-file.ts';
import { bareEnvironment, runOsls } from './run-osls.ts';

const packageDirectory = join(projectDirectory, '.serverless');
const templateName = 'cloudformation-template-update-stack.json';
const buildDirectory = join(projectDirectory, '.build');

export interface PackagedService {
  templatePath: string;
  zips: { path: string; bytes: number }[];
}

/** The template, and the folder that its bundle paths are relative to. */
export interface BuiltService {
  template: CloudFormationTemplate;
  rootDirectory: string;
}

/**
 * Packages the outputs of `buildFunctions` in `.build/` with osls: one zip per function and the CloudFormation
 * template, in `.serverless/`. It needs no credentials and no network. The same sources give the same bytes, except for
 * the template's S3 keys, which hold the time.
 *
 * @param options options for osls; the stage is `dev` unless given.
 * @throws OslsError with what osls printed.
 */
export async function packageService(options: string[] = ['--stage', 'dev']): Promise<PackagedService> {
  await runOsls(['package', ...options], { env: bareEnvironment });
  return describePackage();
}

/** What osls has left in a folder, which is the folder of `packageService` unless given. */
export async function describePackage(directory = packageDirectory): Promise<PackagedService> {
  const paths = functionNames.map((name) => join(directory, `${name}.zip`));
  const zips = await Promise.all(paths.map(async (path) => ({ path, bytes: (await stat(path)).size })));
  return { templatePath: join(directory, templateName), zips };
}

/**
 * The packaged CloudFormation template. osls takes seconds, so its template is stored in `.build/` under a hash of
 * everything that it depends on, and made again when that changes. It holds no hash of the code, because
 * `versionFunctions` is off. osls needs the bundles, so they are built before it runs.
 */
export async function readPackagedTemplate(): Promise<CloudFormationTemplate> {
  const stored = await readStoredTemplate();
  if (stored !== undefined) {
    return stored;
  }
  await Promise.all([ensureFunctions(), buildAssets()]);
  const { templatePath } = await packageService();
  const template = await readFile(templatePath);
  await replaceFile(await storedTemplatePath(), template);
  return JSON.parse(template.toString('utf8'));
}

/** The template that was packaged of the present configuration; undefined when none was. */
export async function readStoredTemplate(): Promise<CloudFormationTemplate | undefined> {
  const stored = await readIfThere(await storedTemplatePath());
  return stored && JSON.parse(stored.toString('utf8'));
}

async function storedTemplatePath(): Promise<string> {
  return join(buildDirectory, `template-${await hashConfiguration()}.json`);
}

/** The functions and the template for `startAwsStack`. The functions are built if their sources have changed. */
export async function buildService(): Promise<BuiltService> {
  await Promise.all([ensureFunctions(), buildAssets()]);
  return { template: await readPackagedTemplate(), rootDirectory: projectDirectory };
}

/** SHA-256 over everything that affects the template: serverless.yml, infra/*.yml and the version of osls. */
async function hashConfiguration(): Promise<string> {
  const infra = await readdir(join(projectDirectory, 'infra'));
  const sources = infra.filter((name) => name.endsWith('.yml')).sort();
  const hash = createHash('sha256');
  for (const source of [
    'serverless.yml',
    ...sources.map((name) => `infra/${name}`),
    'node_modules/osls/package.json',
  ]) {
    const contents = await readFile(join(projectDirectory, source));
    hash.update(`${source} ${contents.length}\n`).update(contents);
  }
  return hash.digest('hex').slice(0, 16);
}

if (await isMainModule(import.meta.url)) {
  await buildAssets();
  for (const bundle of await buildFunctions()) {
    console.log(`${bundle.name} bundle  ${bundle.bytes} bytes`);
  }
  const { templatePath, zips } = await packageService();
  for (const zip of zips) {
    console.log(`${basename(zip.path)}  ${zip.bytes} bytes`);
  }
  console.log(`${relative(projectDirectory, templatePath)}  ${(await stat(templatePath)).size} bytes`);
}
