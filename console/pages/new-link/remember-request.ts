import type { components } from '../../../client/openapi.ts';
import { makeKey } from '../../api/make-key.ts';

type InviteRequest = components['schemas']['InviteRequest'];

/** A request that may have been sent. */
interface Remembered {
  /** What was asked for, as the form held it. */
  asked: string;
  idempotencyKey: string;
  request: InviteRequest;
}

const storageName = 'invite-spool.new-link';

/**
 * The request to send for what the form holds. As long as that does not change it is the same one, with the same key: a double
 * click, a repeat after no answer or a reload makes no second link.
 */
export function rememberRequest(
  asked: string,
  make: () => InviteRequest,
): Pick<Remembered, 'idempotencyKey' | 'request'> {
  const stored = sessionStorage.getItem(storageName);
  const before: Remembered | undefined = stored === null ? undefined : JSON.parse(stored);
  if (before?.asked === asked) {
    return before;
  }
  const remembered: Remembered = { asked, idempotencyKey: makeKey('console'), request: make() };
  sessionStorage.setItem(storageName, JSON.stringify(remembered));
  return remembered;
}

/** The next request is another one, also if it asks for the same. */
export function forgetRequest(): void {
  sessionStorage.removeItem(storageName);
}
