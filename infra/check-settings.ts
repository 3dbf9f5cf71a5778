import {
  ConfigError,
  readApiConfig,
  readSweeperConfig,
  readWebhookConfig,
  readWorkerConfig,
} from '../functions/config.ts';
import { RefusedError } from '../operator/terminal/operator-errors.ts';
import { type CloudFormationTemplate, variablesOf } from './cloudformation-template.ts';

const readers = {
  api: readApiConfig,
  worker: readWorkerConfig,
  sweeper: readSweeperConfig,
  webhook: readWebhookConfig,
};

/**
 * Reads the settings of the functions as they do when they start: a function that cannot start would be seen at the first request only.
 * @param environmentOf the environment of the function of that name.
 * @throws ConfigError, which names the variable.
 */
export function checkSettings(environmentOf: (name: string) => Record<string, string>): void {
  for (const [name, read] of Object.entries(readers)) {
    read(environmentOf(name));
  }
}

/**
 * The same for a packaged template, before it is deployed.
 * @throws RefusedError
 */
export function checkPackagedSettings(template: CloudFormationTemplate): void {
  function environmentOf(name: string): Record<string, string> {
    const logicalId = `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
    // What only CloudFormation knows is of the right form: names, addresses and ids of its resources.
    const known = Object.entries(variablesOf(template, logicalId)).map(([variable, value]) => [
      variable,
      typeof value === 'object' ? 'made by CloudFormation' : String(value),
    ]);
    return Object.fromEntries(known);
  }
  try {
    checkSettings(environmentOf);
  } catch (error) {
    throw error instanceof ConfigError
      ? new RefusedError(
          `${error.message}. Change the parameter in infra/params.yml or --param. Nothing was deployed.`,
        )
      : error;
  }
}
