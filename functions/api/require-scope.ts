import type { MiddlewareObj } from '@middy/core';
import type { Scope } from '../core/account/api-key.ts';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { ProblemError } from './problem-error.ts';

/**
 * Refuses a key that was not made for this.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
export function requireScope(scope: Scope): MiddlewareObj<KeyedEvent, ApiResponse> {
  return {
    before: function checkScope({ event }) {
      if (event.key.scopes.includes(scope)) {
        return;
      }
      throw insufficientScope(scope, `This needs an API key with the scope "${scope}".`);
    },
  };
}

export function insufficientScope(scope: Scope, detail: string): ProblemError {
  return new ProblemError({
    slug: 'insufficient-scope',
    detail,
    extensions: { scope },
    headers: {
      'www-authenticate': `Bearer realm="invite-spool", error="insufficient_scope", scope="${scope}"`,
    },
  });
}
