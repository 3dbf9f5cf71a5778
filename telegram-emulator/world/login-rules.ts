/** The rules of a login. A test may change them. */
export interface LoginRules {
  /** Digits only, with country code. */
  bannedPhones: Set<string>;
  /** Api hashes by api id; while it is empty every pair is accepted. */
  knownApps: Map<number, string>;
  /** When false a number without an account is refused with PHONE_NUMBER_UNOCCUPIED. */
  isSignUpOpen: boolean;
  codeLifetimeMs: number;
  /** After this many wrong codes the code itself is invalid. No source states Telegram's number. */
  maxWrongCodes: number;
  /** How long a login token may be scanned, and then how long the waiting client may take to fetch the login. */
  tokenLifetimeMs: number;
}

export function createLoginRules(): LoginRules {
  return {
    bannedPhones: new Set(),
    knownApps: new Map(),
    isSignUpOpen: true,
    codeLifetimeMs: 5 * 60_000,
    maxWrongCodes: 5,
    tokenLifetimeMs: 30_000,
  };
}
