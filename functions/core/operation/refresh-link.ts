import { refreshMethod } from '../rpc/methods.ts';
import { done, type LinkStep, type OperationRules } from './operation-rules.ts';

/** Asks Telegram for the link as it is now. */
export const lookAtLink: LinkStep = {
  kind: 'call',
  method: refreshMethod,
  call: (telegram, peer, link) => telegram.getLink(peer, link),
};

export const refreshRules: OperationRules = {
  nextStep: (_operation, _link, told) => (told === undefined ? lookAtLink : done),
  isUndoneByLate: false,
};
