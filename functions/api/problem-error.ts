import { type FieldProblem, toSentence } from '../core/request/field-problem.ts';
import type { ProblemSlug } from './problems.ts';

export interface ProblemFields {
  /** Which problem it is: its title and status are in the table. */
  slug: ProblemSlug;
  /** What happened this time. */
  detail: string;
  /** Members of its own, beside those of RFC 9457. */
  extensions?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/**
 * A request that ends in problem details. Everything in it but the cause is shown to the caller.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: ProblemFields;

  constructor(problem: ProblemFields, cause?: unknown) {
    super(problem.detail, { cause });
    this.problem = problem;
  }
}

/** 503: nothing was stored, and the same request may be sent again. @param afterSeconds when. */
export function busy(reason: string, afterSeconds = 1): ProblemError {
  return new ProblemError({
    slug: 'busy',
    detail: `${reason} Send the same request again.`,
    headers: { 'retry-after': String(afterSeconds) },
  });
}

/** More are of the same kind, most likely; and a megabyte of fields would be an answer that Lambda does not send. */
const maxErrorsTold = 1_000;

/** 422: well-formed, but not a request that can be carried out. Every field at fault is named, of a thousand and more the first ones. */
export function invalidRequest(errors: FieldProblem[]): ProblemError {
  const [first] = errors;
  const detail =
    errors.length === 1 && first
      ? toSentence(first)
      : `The request has ${errors.length} errors, ${errors.length > maxErrorsTold ? `the first ${maxErrorsTold} of them ` : ''}listed in "errors".`;
  return new ProblemError({
    slug: 'invalid-request',
    detail,
    extensions: { errors: errors.slice(0, maxErrorsTold) },
  });
}
