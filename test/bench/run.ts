import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectDirectory } from '../../infra/build.ts';
import { benchFirstLink } from './first-link.ts';
import type { Part } from './part.ts';
import { describeCommand, hasFailed, readCommand, runParts } from './run-parts.ts';

const parts: Part[] = [{ name: 'first-link', title: 'From a stored session to links', run: benchFirstLink }];

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2), parts);
  if (command.isHelp) {
    console.log(describeCommand(parts));
    return;
  }
  const report = await runParts(command, {
    print: (text) => console.log(text),
    say: (progress) => console.error(progress),
    plotsDirectory: join(projectDirectory, 'docs', 'bench'),
  });
  if (command.jsonFile !== undefined) {
    await writeFile(command.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
  }
  process.exitCode = hasFailed(report) ? 1 : 0;
}
