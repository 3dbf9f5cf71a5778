import type { ApiKey } from '../core/account/api-key.ts';
import type { ParsedInviteRequest } from '../core/request/invite-request.ts';
import { insufficientScope } from './require-scope.ts';

/**
 * Who has joined is told to the callback URL of a request: so a key asks for it only where it may read joins, or where its operator has
 * said it for all requests of the key.
 * @throws ProblemError 403
 */
export function requireTrackingScope(
  { scopes, trackJoins }: Pick<ApiKey, 'scopes' | 'trackJoins'>,
  { track_joins: track, single_use: isSingleUse }: Pick<ParsedInviteRequest, 'track_joins' | 'single_use'>,
): void {
  const wanted = track || isSingleUse === true;
  if (!wanted || scopes.includes('joins:read') || trackJoins === 'names' || trackJoins === wanted) {
    return;
  }
  throw insufficientScope(
    'joins:read',
    `${track ? 'track_joins' : 'single_use'} tells who joins: it needs an API key with the scope "joins:read", or one that was made with --track-joins${wanted === 'names' ? ' names' : ''}.`,
  );
}
