import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent, ApiResponse } from './api-event.ts';

/** Adds the event's `answerHeaders` to the answer, be it a resource or problem details. */
export function addAnswerHeaders(): MiddlewareObj<ApiEvent, ApiResponse> {
  function addHeaders({ event, response }: { event: ApiEvent; response?: ApiResponse | null | undefined }) {
    if (response && event.answerHeaders) {
      response.headers = { ...response.headers, ...event.answerHeaders };
    }
  }
  return { after: addHeaders, onError: addHeaders };
}
