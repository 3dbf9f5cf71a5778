import {
  readApiConfig,
  readSweeperConfig,
  readWebhookConfig,
  readWorkerConfig,
} from '../functions/config.ts';

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
