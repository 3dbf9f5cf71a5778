import { deleteMethod } from '../rpc/methods.ts';
import { done, type OperationRules, refuse } from './operation-rules.ts';
import { revokeStep } from './revoke-link.ts';

/** Telegram deletes revoked links only. */
export const deleteRules: OperationRules = {
  nextStep({ revokeFirst }, link) {
    if (link?.isDeleted) {
      return done;
    }
    if (link?.isRevoked) {
      return {
        kind: 'call',
        method: deleteMethod,
        call: (telegram, peer, url) => telegram.deleteLink(peer, url),
      };
    }
    return revokeFirst
      ? revokeStep
      : refuse(
          'INVITE_NOT_REVOKED',
          'Telegram deletes revoked links only, and this one is not revoked. Revoke it first, or delete it with revoke=true.',
        );
  },
  isUndoneByLate: false,
};
