import type { ApiKey } from '../core/account/api-key.ts';
import { ProblemError } from './problem-error.ts';

/**
 * Refuses a key that may use some accounts only, where something concerns all of them.
 * @param reason completes "The key may use some accounts only, and ...".
 * @throws ProblemError 403
 */
export function refuseLimitedKey({ accounts }: Pick<ApiKey, 'accounts'>, reason: string): void {
  if (accounts !== undefined) {
    throw new ProblemError({
      slug: 'limited-key',
      detail: `The key may use some accounts only, and ${reason}. Use a key without such a limit.`,
    });
  }
}
