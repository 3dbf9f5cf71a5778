import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent, ApiResponse, Log } from './api-event.ts';

export interface LogRequestsDeps {
  log: Log;
  now(): number;
}

/**
 * One line per request, from an allow-list: no body, header, path or query, which hold keys, links and what people
 * write. The error behind a 5xx goes here and nowhere else.
 */
export function logRequests({ log, now }: LogRequestsDeps): MiddlewareObj<ApiEvent, ApiResponse> {
  const startedAtMs = new WeakMap<ApiEvent, number>();

  function logRequest({
    event,
    response,
    error,
  }: {
    event: ApiEvent;
    response?: ApiResponse | null | undefined;
    error?: unknown;
  }) {
    const { http, requestId } = event.requestContext;
    const statusCode = response?.statusCode ?? 500;
    const fields = {
      method: http.method,
      route: event.logFields?.route ?? 'none',
      statusCode,
      durationMs: now() - (startedAtMs.get(event) ?? now()),
      requestId,
      ...(event.logFields?.jobId === undefined ? {} : { jobId: event.logFields.jobId }),
    };
    if (statusCode >= 500) {
      log.error('request failed', { ...fields, error });
    } else {
      log.info('request', fields);
    }
  }

  return {
    before: function startClock({ event }) {
      startedAtMs.set(event, now());
      event.logFields = {};
    },
    after: logRequest,
    onError: logRequest,
  };
}
