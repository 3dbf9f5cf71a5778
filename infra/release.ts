import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectDirectory } from '../project-directory.ts';
import { findFaults, readNotes } from './release/release-notes.ts';

/*
 * What the release workflow asks before it publishes: `npm run release -- check v1.2.3` ends with 1 where a package has
 * another version or the changelog says nothing of it; `notes` prints what it says. It needs nothing installed.
 */
const manifests = ['package.json', 'client/package.json', 'cli/package.json'];

const [command, tag = ''] = process.argv.slice(2);
const changelog = await readFile(join(projectDirectory, 'CHANGELOG.md'), 'utf8');
if (command === 'notes') {
  console.log(readNotes(changelog, tag));
} else {
  const versions = await Promise.all(
    manifests.map(async (path): Promise<[string, string]> => {
      const { version } = JSON.parse(await readFile(join(projectDirectory, path), 'utf8'));
      return [path, version];
    }),
  );
  const faults = findFaults(tag, Object.fromEntries(versions), changelog);
  for (const fault of faults) {
    console.error(fault);
  }
  process.exitCode = faults.length === 0 ? 0 : 1;
}
