import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { OperatorProblem } from './operator-problem.ts';

/** Wrong keys that are told from a missing one within a minute; no more are compared than a person may mistype. */
const maxWrong = 10;
const windowMs = 60_000;

/** A new operator key. It is made at each start and stored nowhere but in `state.json`, for its owner alone and as long as we run. */
export function makeOperatorKey(): string {
  return `opk_${randomBytes(24).toString('base64url')}`;
}

/**
 * Makes what admits a request by the operator key in its Authorization header.
 *
 * The right key is admitted even while wrong ones are refused: 192 random bits are not guessed, and nobody on this machine is to
 * lock the operator out.
 */
export function createOperatorKeyCheck(operatorKey: string, now: () => number) {
  const expected = digest(operatorKey);
  let wrongAtMs: number[] = [];

  /** @throws OperatorProblem operator-key, wrong-keys */
  return function checkOperatorKey(authorization: string | undefined): void {
    const given = /^Bearer +(\S{1,200})$/i.exec(authorization ?? '')?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), expected)) {
      return;
    }
    const nowMs = now();
    wrongAtMs = wrongAtMs.filter((atMs) => nowMs - atMs < windowMs);
    const [oldestMs] = wrongAtMs;
    if (authorization !== undefined && oldestMs !== undefined && wrongAtMs.length >= maxWrong) {
      const seconds = Math.ceil((oldestMs + windowMs - nowMs) / 1000);
      throw new OperatorProblem({
        slug: 'wrong-keys',
        detail: `Too many wrong operator keys were sent. Copy the key that "npm start" printed last, and send it after ${seconds} s.`,
        headers: { 'retry-after': String(seconds) },
      });
    }
    if (authorization !== undefined) {
      wrongAtMs.push(nowMs);
    }
    throw new OperatorProblem({
      slug: 'operator-key',
      detail:
        'This needs the operator key that "npm start" printed last: "Authorization: Bearer opk_...". Each start makes a new one.',
      headers: { 'www-authenticate': 'Bearer realm="invite-spool operator"' },
    });
  };
}

/** Of one length whatever was sent, so that the comparison takes one time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
