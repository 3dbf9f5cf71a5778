import { readFile } from 'node:fs/promises';
import type { Terminal } from '../../operator/terminal/terminal.ts';
import { buildAssets, buildFunctions } from '../build.ts';
import { checkPackagedSettings } from '../check-settings.ts';
import { packageService } from '../package.ts';
import { runOsls } from '../run-osls.ts';
import { checkConcurrency, readConcurrencyQuota } from './check-concurrency.ts';
import { readStackOutputs } from './stack-outputs.ts';
import type { Target } from './target.ts';

/**
 * Builds and packages the service, deploys what was packaged, and says how to go on.
 * @throws RefusedError when its sizes do not fit into the AWS account, or a function could not start with its parameters.
 * @throws OslsError
 */
export async function deploy(
  target: Target,
  { print, note }: Pick<Terminal, 'print' | 'note'>,
): Promise<void> {
  const { words, env } = target;
  note('Building and packaging ...');
  await Promise.all([buildFunctions(), buildAssets()]);
  const { templatePath } = await packageService(words);
  const template = JSON.parse(await readFile(templatePath, 'utf8'));
  // This one first: it names the parameter.
  await checkConcurrency(template, () => readConcurrencyQuota(target), { note });
  checkPackagedSettings(template);
  await runOsls(['deploy', '--package', '.serverless', ...words], { env, isShown: true });
  const outputs = await readStackOutputs(target);
  if (outputs?.HttpApiUrl === undefined) {
    throw new Error('The stack is deployed, but it has no output HttpApiUrl.');
  }
  for (const line of describeNextSteps(target, outputs)) {
    print(line);
  }
}

/** @param outputs the outputs of the stack. A part that is switched off has none. */
export function describeNextSteps(
  { stage, commandPrefix }: Pick<Target, 'stage' | 'commandPrefix'>,
  { HttpApiUrl: url, ApiDomainTarget: domainTarget, EgressAddress: egressAddress }: Record<string, string>,
): string[] {
  function run(words: string) {
    return `  ${commandPrefix}npm run ${words} --stage ${stage}`;
  }
  return [
    '',
    `The API answers at ${url}`,
    ...(domainTarget === undefined ? [] : [`Your domain answers once its CNAME is ${domainTarget}`]),
    ...(egressAddress === undefined ? [] : [`The worker connects from ${egressAddress}`]),
    '',
    'An account and an API key, if there are none yet:',
    run('account -- login NAME'),
    run('key -- create NAME'),
    '',
    'And a first link:',
    `  curl -H "Authorization: Bearer KEY" -H "Content-Type: application/json" ${url}/v1/invites \\`,
    `    -d '{"account":"NAME","peer":"@chat"}'`,
  ];
}
