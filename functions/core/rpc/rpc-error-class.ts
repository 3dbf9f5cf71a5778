/**
 * What an error means for the job and its account. Telegram's mirrors disagree on the numeric codes, so the type
 * string decides.
 * @see https://core.telegram.org/api/errors
 */
export type RpcErrorClass =
  | 'input'
  | 'rights'
  | 'flood'
  | 'account_halted'
  | 'session_dead'
  | 'app'
  | 'moved'
  | 'transient'
  | 'bug'
  | 'unknown';
