import { join } from 'node:path';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';
import { projectDirectory } from '../../project-directory.ts';
import { runOsls } from '../run-osls.ts';
import { readStackOutputs } from './stack-outputs.ts';
import type { Target } from './target.ts';

/** osls reads a configuration only in the folder that it runs in. */
export const keptConfiguration = { cwd: join(projectDirectory, 'infra'), words: ['--config', 'kept.yml'] };

/**
 * Deletes everything in the stack except the tables and the key (infra/kept.yml), and on request these too. A separate
 * deployment first removes the deletion protection of the tables.
 * @throws RefusedError when nothing is deployed there.
 * @throws OslsError
 */
export async function remove(
  target: Target,
  { print }: Pick<Terminal, 'print'>,
  { withData }: { withData: boolean },
): Promise<void> {
  const { stage, region, words, env } = target;
  if ((await readStackOutputs(target)) === undefined) {
    throw new RefusedError(`Nothing is deployed to stage ${stage} in ${region}.`);
  }

  function run(command: string, more: string[] = []) {
    return runOsls([command, ...keptConfiguration.words, ...words, ...more], {
      env,
      cwd: keptConfiguration.cwd,
      isShown: true,
    });
  }
  if (!withData) {
    await run('deploy');
    print(
      `The tables and the key of stage ${stage} stay: "npm run deploy -- --stage ${stage}" uses them again.`,
    );
    return;
  }
  await run('deploy', ['--param', 'dataPolicy=Delete', '--param', 'deletionProtection=false']);
  await run('remove');
  print(`Stage ${stage} is removed. For 30 days its key can be restored: aws kms cancel-key-deletion.`);
}
