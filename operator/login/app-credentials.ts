export const appHint = 'Get your own at https://my.telegram.org, under "API development tools".';

/** Why a text is no api_id. @see https://core.telegram.org/api/obtaining_api_id */
export function findApiIdProblem(text: string): string | undefined {
  // Telegram's `int`: 31 bits and a sign.
  return /^[1-9]\d{0,9}$/.test(text) && Number(text) < 2 ** 31
    ? undefined
    : `An api_id is a whole number, such as 12345. ${appHint}`;
}

/** Why a text is no api_hash. It is not repeated. */
export function findApiHashProblem(text: string): string | undefined {
  return /^[0-9a-f]{32}$/i.test(text) ? undefined : `An api_hash is 32 hexadecimal digits. ${appHint}`;
}
