import { holdToDocument } from '../openapi/hold-to-document.ts';

export interface ApiRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/**
 * Asks a running API, and holds the answer against its OpenAPI document.
 * @throws DocumentBreachError
 */
export async function fetchApi(url: string, request: ApiRequest = {}): Promise<Response> {
  const response = await fetch(url, request);
  const { pathname } = new URL(url);
  const isAccepted = response.ok && request.body !== undefined;
  holdToDocument({
    method: request.method ?? 'GET',
    path: pathname,
    ...(isAccepted ? { requestBody: JSON.parse(request.body ?? '') } : {}),
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.clone().text(),
  });
  return response;
}
