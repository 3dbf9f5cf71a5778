import { accountNamePattern, accountNameRule } from '../../functions/core/account-name.ts';
import { parsePeer } from '../../functions/core/peer/parse-peer.ts';
import { trimUnseen } from '../../functions/core/unseen-text.ts';
import { UsageError } from '../../operator/terminal/operator-errors.ts';

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
 * A folder. An empty name comes from a shell variable that is not set, and would mean the current folder.
 * @throws UsageError
 */
export function parseDirectory(text: string): string {
  if (text === '') {
    throw new UsageError('--data names a folder, and is empty.');
  }
  return text;
}

/**
 * Links a minute, in the long run. At most as many as an account remembers the owners of, in the minutes around a call of
 * unknown outcome and at twice this pace (functions/core/account/link-marks.ts): beyond, a job could be given another one's link.
 * @throws UsageError
 */
export function parsePerMinute(text: string): number {
  const perMinute = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || perMinute < 0.1 || perMinute > 60) {
    throw new UsageError('Links per minute are a number from 0.1 to 60.');
  }
  return perMinute;
}

/**
 * Links at once.
 * @throws UsageError
 */
export function parseBurst(text: string): number {
  if (!/^[1-9]\d?$|^100$/.test(text)) {
    throw new UsageError('A burst is a whole number of links from 1 to 100.');
  }
  return Number(text);
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
  return trimUnseen(text);
}
