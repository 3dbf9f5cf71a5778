import { editMethod } from '../rpc/methods.ts';
import { done, type LinkStep, type OperationRules } from './operation-rules.ts';

export const revokeStep: LinkStep = {
  kind: 'call',
  method: editMethod,
  call: (telegram, peer, link) => telegram.revokeLink(peer, link),
};

/** A link that was revoked before is what the caller wants. Nothing can undo a revocation. */
export const revokeRules: OperationRules = {
  nextStep: (_operation, link) => (link?.isRevoked || link?.isDeleted ? done : revokeStep),
  isUndoneByLate: false,
};
