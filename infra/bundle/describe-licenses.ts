import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The licences of the packages that went into a bundle: they ask to be kept with what is made of them.
 * @param inputs the files of the bundle, relative to `root`.
 * @throws Error that names a package without a licence file.
 */
export async function describeLicenses(root: string, inputs: readonly string[]): Promise<string> {
  const folders = new Set(
    inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []),
  );
  const parts = await Promise.all([...folders].sort().map((folder) => describePackage(join(root, folder))));
  return parts.join('\n');
}

async function describePackage(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const [file] = globSync(['LICEN[CS]E*', 'licen[cs]e*'], { cwd: folder });
  if (file === undefined) {
    throw new Error(`${name} ${version} (${license}) has no licence file`);
  }
  return `${name} ${version} (${license})\n\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`;
}
