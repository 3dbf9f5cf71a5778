import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectDirectory } from '../project-directory.ts';

/** Imports that the map of ARCHITECTURE.md forbids, by the folder they stand in. */
const forbiddenImports: [folder: string, specifier: string][] = [
  ['functions/core', '../aws/queue.ts'],
  ['functions/core', '../telegram/connection.ts'],
  ['functions/core', '../api/handler.ts'],
  ['functions/core', '../worker/handler.ts'],
  ['functions/core', '../sweeper/handler.ts'],
  ['functions/core', '../config.ts'],
  ['functions/core', '@aws-sdk/client-sqs'],
  ['functions/core', '@middy/core'],
  ['functions/core', 'telegram'],
  ['functions/core', 'node:fs/promises'],
  ['functions/core', 'node:timers/promises'],
  ['functions/aws', '../telegram/connection.ts'],
  ['functions/aws', '../api/handler.ts'],
  ['functions/aws', '../worker/handler.ts'],
  ['functions/aws', 'telegram/tl/index.js'],
  ['functions/telegram', '../aws/queue.ts'],
  ['functions/telegram', '../api/handler.ts'],
  ['functions/telegram', '../worker/handler.ts'],
  ['functions/api', '../telegram/connection.ts'],
  ['functions/api', '../worker/handler.ts'],
  ['functions/api', 'telegram'],
  ['functions/worker', 'telegram'],
  ['functions/worker', '../api/handler.ts'],
  ['functions/sweeper', 'telegram/tl/index.js'],
  ['functions/webhook', 'telegram/tl/index.js'],
  ['functions/webhook', '../api/handler.ts'],
  ['functions/worker', '../webhook/handler.ts'],
  ['functions/core', '../../infra/build.ts'],
  ['functions/aws', '../../test/functions/core/records.ts'],
  ['functions/telegram', '../../telegram-emulator/data-centre.ts'],
  ['functions/api', '../../infra/build.ts'],
  ['functions/worker', '../../infra/build.ts'],
  ['functions/api', '../../operator/system/networks.ts'],
  ['functions/webhook', '../../cli/key.ts'],
  ['functions/sweeper', '../../local/start.ts'],
  ['infra', '../local/start.ts'],
  ['infra', '../cli/key.ts'],
  ['infra', 'telegram'],
  ['local', '../cli/key.ts'],
  ['cli', '../local/start.ts'],
  ['cli', '../infra/build.ts'],
  ['cli', '../telegram-emulator/data-centre.ts'],
  ['operator', '../local/start.ts'],
  ['operator', '../cli/key.ts'],
  ['operator', '../infra/build.ts'],
  ['telegram-emulator', '../functions/core/ids.ts'],
  ['telegram-emulator', '../operator/system/networks.ts'],
  ['telegram-emulator', '../local/start.ts'],
  ['console', '../functions/core/job/job.ts'],
  ['console', '../functions/api/problems.ts'],
  ['console', '../infra/build.ts'],
  ['console', '../client/generate-types.ts'],
  ['console', '../cli/caller/read-request-file.ts'],
  ['console', 'node:fs'],
  ['cli/caller', '../../functions/core/job/job.ts'],
];

const allowedImports: [folder: string, specifier: string][] = [
  ['functions/core', './ids.ts'],
  ['functions/core', 'node:crypto'],
  ['functions/core', 'zod/mini'],
  ['functions/aws', '../core/job/job.ts'],
  ['functions/aws', '@aws-sdk/client-sqs'],
  ['functions/telegram', '../core/job/job.ts'],
  ['functions/telegram', 'telegram/tl/index.js'],
  ['functions/api', '../aws/queue.ts'],
  ['functions/api', '../core/job/job.ts'],
  ['functions/worker', '../telegram/open-account.ts'],
  ['functions/webhook', '../aws/queue.ts'],
  ['functions/worker', '../aws/queue.ts'],
  ['cli', '../functions/telegram/log-in.ts'],
  ['cli', '../operator/system/networks.ts'],
  ['infra', '../operator/terminal/terminal.ts'],
  ['local', '../operator/system/networks.ts'],
  ['local', '../infra/build.ts'],
  ['local', '../telegram-emulator/data-centre.ts'],
  ['operator', '../functions/telegram/log-in.ts'],
  ['console', '../functions/core/request/request-exclusions.ts'],
  ['console', '../functions/core/pool-limits.ts'],
  ['console', '../client/openapi.ts'],
  ['console', '../cli/caller/request-fields.ts'],
];

const restrictedImports = 'lint/style/noRestrictedImports';
const processEnv = 'lint/style/noProcessEnv';
const importCycles = 'lint/suspicious/noImportCycles';

/** The rules that each file breaks. */
let brokenRules: Map<string, Set<string>>;
let directory: string;

/** One run over all cases: the linter takes longer to start than to read them. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'invite-spool-lint-'));
  await copyFile(join(projectDirectory, 'biome.json'), join(directory, 'biome.json'));
  for (const [folder, specifier] of [...forbiddenImports, ...allowedImports]) {
    await write(fileFor(folder, specifier), `export { thing } from '${specifier}';\n`);
  }
  await write('functions/core/lazy.ts', "export function load() {\n  return import('../aws/queue.ts');\n}\n");
  for (const path of ['functions/api/reads-env.ts', 'functions/config.ts']) {
    await write(path, 'export const setting = process.env.SETTING;\n');
  }
  await write('infra/egg.ts', "import type { Hen } from './hen.ts';\n\nexport type Egg = Hen[];\n");
  await write('infra/hen.ts', "import type { Egg } from './egg.ts';\n\nexport type Hen = { egg: Egg };\n");
  brokenRules = await lint();
});
afterAll(() => rm(directory, { recursive: true }));

test.each([...forbiddenImports, ...allowedImports])(
  'in %s the import of %s names what exists',
  (folder, specifier) => {
    if (specifier.startsWith('.')) {
      expect(existsSync(join(projectDirectory, folder, specifier))).toBe(true);
    } else {
      expect(() => import.meta.resolve(specifier)).not.toThrow();
    }
  },
);

test.each(forbiddenImports)('in %s the import of %s fails the lint', (folder, specifier) => {
  expect(brokenRules.get(fileFor(folder, specifier))).toEqual(new Set([restrictedImports]));
});

test.each(allowedImports)('in %s the import of %s passes', (folder, specifier) => {
  expect(brokenRules.get(fileFor(folder, specifier))).toBeUndefined();
});

test('an import at run time is held to the same rule', () => {
  expect(brokenRules.get('functions/core/lazy.ts')).toEqual(new Set([restrictedImports]));
});

test('a circle of imports fails the lint, one of types alone too', () => {
  expect(brokenRules.get('infra/egg.ts')).toEqual(new Set([importCycles]));
  expect(brokenRules.get('infra/hen.ts')).toEqual(new Set([importCycles]));
});

test('process.env is read in config.ts alone', () => {
  expect(brokenRules.get('functions/api/reads-env.ts')).toEqual(new Set([processEnv]));
  expect(brokenRules.get('functions/config.ts')).toBeUndefined();
});

function fileFor(folder: string, specifier: string): string {
  return `${folder}/imports-${specifier.replaceAll(/\W+/g, '-')}.ts`;
}

async function write(path: string, contents: string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), contents);
}

interface Report {
  diagnostics: { category: string; location: { path: string } }[];
}

async function lint(): Promise<Map<string, Set<string>>> {
  const biome = join(projectDirectory, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const args = [biome, 'lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'];
  const run = promisify(execFile)(process.execPath, args, { cwd: directory });
  // It exits with 1 because it found something, which is what is asked of it.
  const { stdout } = await run.catch((error: { code: number; stdout: string }) => {
    if (error.code === 1) {
      return error;
    }
    throw error;
  });
  const broken = new Map<string, Set<string>>();
  for (const { category, location } of (JSON.parse(stdout) as Report).diagnostics) {
    broken.set(location.path, (broken.get(location.path) ?? new Set()).add(category));
  }
  return broken;
}
