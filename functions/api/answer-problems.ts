import type { MiddlewareObj } from '@middy/core';
import type { RecordMetric } from '../aws/metrics.ts';
import type { ApiEvent, ApiResponse } from './api-event.ts';
import { ProblemError, type ProblemFields } from './problem-error.ts';
import { problemTypes, problemTypeUri } from './problems.ts';

/** How long a caller is asked to stay away while AWS refuses us. */
const unavailableRetrySeconds = 5;

/** Failures of AWS that pass by themselves, by the names the SDK gives them. */
const passingErrors = new Set([
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'ThrottledException',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
  // Of a batch: throttled, or met by another write; a condition that fails is no error by then.
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

export interface AnswerProblemsDeps {
  record: RecordMetric;
}

/**
 * Turns every error into RFC 9457 problem details. Of an unforeseen one nothing is shown but the request's id. What is
 * refused for want of room or for a fault of ours is counted; what is wrong with a request is its caller's affair.
 */
export function answerProblems({ record }: AnswerProblemsDeps): MiddlewareObj<ApiEvent, ApiResponse> {
  return {
    onError: function answerProblem(request) {
      const { problem } = toProblemError(request.error);
      const { status } = problemTypes[problem.slug];
      if (status === 429 || status >= 500) {
        record('Refusals', 1, problem.slug);
      }
      request.response = toProblemResponse(problem, request.event.requestContext.requestId);
    },
  };
}

export function toProblemResponse(problem: ProblemFields, requestId: string): ApiResponse {
  const { slug, detail, extensions, headers } = problem;
  const { title, status } = problemTypes[slug];
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      // The type is a name and no address; this is where it is explained.
      link: `</problems/${slug}>; rel="help"`,
      ...headers,
    },
    body: JSON.stringify({
      type: problemTypeUri(slug),
      title,
      status,
      detail,
      instance: `urn:invite-spool:request:${requestId}`,
      ...extensions,
    }),
  };
}

function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) {
    return error;
  }
  if (isPassing(error)) {
    return new ProblemError(
      {
        slug: 'unavailable',
        detail:
          'The service cannot reach its store at the moment. Repeat the request, with the same Idempotency-Key if it is a POST.',
        headers: { 'retry-after': String(unavailableRetrySeconds) },
      },
      error,
    );
  }
  return new ProblemError(
    {
      slug: 'internal-error',
      detail: 'Something failed here. The operator finds it under the id in "instance".',
    },
    error,
  );
}

function isPassing(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) {
    return false;
  }
  const { name, code, $metadata } = error as {
    name?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  return (
    passingErrors.has(String(name)) ||
    passingErrors.has(String(code)) ||
    ($metadata?.httpStatusCode ?? 0) >= 500
  );
}
