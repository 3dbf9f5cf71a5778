import { ProblemFailure } from './failures.ts';
import { sendRequest } from './request.ts';

export type Scope =
  | 'invites:write'
  | 'invites:read'
  | 'accounts:read'
  | 'joins:read'
  | 'joins:write'
  | (string & {});

/** What `GET /v1/key` tells. */
export interface KeyFacts {
  name?: string;
  scopes: Scope[];
  /** The accounts that the key may use; null: all. */
  accounts?: string[] | null;
}

/**
 * Asks who the key is. A service that does not know the question is asked for its accounts, which needs a valid key too.
 *
 * @returns undefined when the key is valid and nothing more is known.
 * @throws ProblemFailure of status 401 for a key that is not valid; NetworkFailure.
 */
export async function readKeyFacts(apiKey: string): Promise<KeyFacts | undefined> {
  try {
    return (await sendRequest<KeyFacts>({ apiKey, method: 'GET', url: '/v1/key' })).body;
  } catch (error) {
    if (!(error instanceof ProblemFailure && error.status === 404)) {
      throw error;
    }
  }
  try {
    await sendRequest({ apiKey, method: 'GET', url: '/v1/accounts' });
  } catch (error) {
    if (!(error instanceof ProblemFailure && error.status === 403)) {
      throw error;
    }
  }
  return undefined;
}
