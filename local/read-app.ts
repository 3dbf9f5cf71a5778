import type { AppCredentials } from '../functions/telegram/connection.ts';
import { findApiHashProblem, findApiIdProblem } from '../operator/login/app-credentials.ts';

/**
 * The app of logins that name none, from TELEGRAM_API_ID and TELEGRAM_API_HASH; undefined unless both are set.
 * @throws Error with the variable that holds something else.
 */
export function readApp(env: Record<string, string | undefined>): AppCredentials | undefined {
  const apiId = env.TELEGRAM_API_ID?.trim();
  const apiHash = env.TELEGRAM_API_HASH?.trim();
  if (!apiId || !apiHash) {
    return undefined;
  }
  refuse('TELEGRAM_API_ID', findApiIdProblem(apiId));
  refuse('TELEGRAM_API_HASH', findApiHashProblem(apiHash));
  return { apiId: Number(apiId), apiHash };
}

function refuse(variable: string, problem: string | undefined): void {
  if (problem !== undefined) {
    throw new Error(`${variable}: ${problem}`);
  }
}
