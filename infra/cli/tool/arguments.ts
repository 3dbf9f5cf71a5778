import { accountNamePattern, accountNameRule } from '../../../functions/core/account.ts';
import { parsePeer } from '../../../functions/core/peer.ts';
import { UsageError } from './operator-errors.ts';

/**
 * Checks the name of an account or a tenant. What is refused is not quoted: it may be a session string in the wrong
 * place.
 * @throws UsageError
 */
export function parseName(text: string): string {
  if (!accountNamePattern.test(text)) {
    throw new UsageError(`A name is ${accountNameRule}.`);
  }
  return text;
}

/**
 * Checks a chat as requests name one. It is kept as it was written.
 * @throws UsageError with the reason.
 */
export function parsePeerArgument(text: string): string {
  const peer = parsePeer(text);
  if ('problem' in peer) {
    throw new UsageError(peer.problem);
  }
  return text.trim();
}
