import { editMethod } from '../rpc/methods.ts';
import { done, type OperationRules, refuse } from './operation-rules.ts';

/** A revoked link is not editable. An edit that is executed late would undo a later one. */
export const editRules: OperationRules = {
  nextStep({ changes = {} }, link, told) {
    if (link?.isRevoked || link?.isDeleted) {
      return refuse(
        'INVITE_REVOKED',
        'The link was revoked before it could be edited. A revoked link cannot be edited: ask for a new one.',
      );
    }
    const { track_joins: _trackJoins, ...asked } = changes;
    // Whether joins are told is no matter of Telegram's.
    return told === undefined && Object.keys(asked).length > 0
      ? {
          kind: 'call',
          method: editMethod,
          call: (telegram, peer, url) => telegram.editLink(peer, url, asked),
        }
      : done;
  },
  isUndoneByLate: true,
};
