import { createHash } from 'node:crypto';
import type { Job } from '../core/job/job.ts';
import { ProblemError } from './problem-error.ts';

/**
 * The Idempotency-Key of a request, opaque and as it was sent.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function readIdempotencyKey(headers: Record<string, string | undefined>): string | undefined {
  const key = headers['idempotency-key'];
  if (key !== undefined && !/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new ProblemError({
      slug: 'idempotency-key-invalid',
      detail: 'An Idempotency-Key has 1 to 255 printable ASCII characters.',
    });
  }
  return key;
}

/** The same for two requests that say the same, in whatever order they name their fields. */
export function hashRequest(request: object): string {
  return createHash('sha256').update(JSON.stringify(request, sortMembers)).digest('hex');
}

function sortMembers(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What an earlier request under the same key has stored. @throws ProblemError 422 when that request was another one. */
export function sameRequest<T extends Pick<Job, 'requestHash'>>(
  earlier: T,
  requestHash: string | undefined,
): T {
  if (earlier.requestHash !== requestHash) {
    throw idempotencyKeyReused();
  }
  return earlier;
}

/** The key was used for another request: nothing is made, for the caller has mixed up two orders. */
function idempotencyKeyReused(): ProblemError {
  return new ProblemError({
    slug: 'idempotency-key-reused',
    detail:
      'This Idempotency-Key belongs to a request with another body. Send a new request under a new key.',
  });
}
