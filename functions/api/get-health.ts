import { type ApiResponse, respondJson } from './api-event.ts';

/** Answers as long as the function runs; it asks nothing of anybody, so that it can be asked often and without a key. */
export async function getHealth(): Promise<ApiResponse> {
  return respondJson(200, { status: 'ok' });
}
