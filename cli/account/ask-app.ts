import type { AppCredentials } from '../../functions/telegram/connection.ts';
import { appHint, findApiHashProblem, findApiIdProblem } from '../../operator/login/app-credentials.ts';
import { UsageError } from '../../operator/terminal/operator-errors.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';

/**
 * The api_id and api_hash of the operator's own app: from TELEGRAM_API_ID and TELEGRAM_API_HASH, or asked for.
 * @throws UsageError when a variable holds something else.
 * @see https://core.telegram.org/api/obtaining_api_id
 */
export async function askApp(
  terminal: Terminal,
  env: Record<string, string | undefined>,
): Promise<AppCredentials> {
  const given = { apiId: env.TELEGRAM_API_ID?.trim(), apiHash: env.TELEGRAM_API_HASH?.trim() };
  refuse('TELEGRAM_API_ID', given.apiId && findApiIdProblem(given.apiId));
  refuse('TELEGRAM_API_HASH', given.apiHash && findApiHashProblem(given.apiHash));
  if (!given.apiId || !given.apiHash) {
    terminal.note(`The api_id and api_hash name the app that logs in. ${appHint}`);
  }
  const apiId = given.apiId || (await terminal.ask({ message: 'api_id:', findProblem: findApiIdProblem }));
  const apiHash =
    given.apiHash ||
    (await terminal.ask({ message: 'api_hash:', isSecret: true, findProblem: findApiHashProblem }));
  return { apiId: Number(apiId), apiHash: apiHash.trim() };
}

function refuse(variable: string, problem: string | undefined): void {
  if (problem) {
    throw new UsageError(`${variable}: ${problem}`);
  }
}
