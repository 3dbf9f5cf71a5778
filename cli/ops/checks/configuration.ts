import { readTelegramConfig } from '../../../functions/config.ts';
import { isLive } from '../../../functions/core/account/api-key.ts';
import type { CommandContext } from '../../tool/command-context.ts';
import { type Check, type Finding, ok, rebuildCommand, wrong } from '../finding.ts';

const timeoutMs = 5_000;

/** What callers need: a key, and an API that answers. The variables of deployed functions are not looked at. */
export const checkConfiguration: Check = {
  name: 'configuration',
  async run(context) {
    return [checkTelegramOverride(context), await checkKeys(context), ...(await checkApi(context))];
  },
};

/** @throws ConfigError, which names the variable of this environment. */
function checkTelegramOverride({ system: { telegram } }: CommandContext): Finding {
  const { address } = readTelegramConfig();
  const other = address === undefined ? '' : `; here TELEGRAM_DC_ADDRESS is ${address.host}:${address.port}`;
  return ok(
    'configuration',
    `${telegram === undefined ? 'the real Telegram' : 'a Telegram of its own'}${other}`,
  );
}

async function checkKeys({ system, now }: CommandContext): Promise<Finding> {
  const keys = (await system.apiKeys.listKeys()).filter((key) => isLive(key, now()));
  return keys.length > 0
    ? ok('API keys', `live: ${keys.length}`)
    : wrong(
        'API keys',
        'There is none that is live: nobody can ask for links.',
        system.commandLine('create NAME', 'key'),
      );
}

async function checkApi(context: CommandContext): Promise<Finding[]> {
  const { baseUrl } = context.system;
  if (baseUrl === undefined) {
    return [];
  }
  const check = `API at ${baseUrl}`;
  try {
    const { status } = await fetch(`${baseUrl}/v1/health`, { signal: AbortSignal.timeout(timeoutMs) });
    return [
      status === 200 ? ok(check, 'answers') : wrong(check, `It answers ${status}.`, rebuildCommand(context)),
    ];
  } catch (error) {
    return [wrong(check, `It does not answer: ${(error as Error).message}.`, rebuildCommand(context))];
  }
}
