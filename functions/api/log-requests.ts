import type { MiddlewareObj } from '@middy/core';
import type { Log } from '../aws/log.ts';
import type { ApiEvent, ApiResponse } from './api-event.ts';

export interface LogRequestsDeps {
  log: Log;
  now(): number;
}

/**
 * One line per request, except of reads that go well: no body, header, path or query, which hold keys, links and what people write. The error behind a
 * 5xx is named here and nowhere else.
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
      route: 'none',
      ...event.logFields,
      statusCode,
      durationMs: now() - (startedAtMs.get(event) ?? now()),
      requestId,
    };
    if (statusCode >= 500) {
      log.error('request failed', { ...fields, error });
      return;
    }
    // The access log has a line of every request, and most are reads that go well.
    const isPlainRead = http.method === 'GET' && statusCode < 300;
    log[isPlainRead ? 'debug' : 'info']('request', fields);
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
