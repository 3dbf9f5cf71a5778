import type { ApiEvent, ApiResponse } from './api-event.ts';
import { compressAnswer } from './compress-answer.ts';

export interface ServeDocumentsDeps {
  /** The text of a file that the build has put beside the function's bundle. */
  readAsset(name: 'openapi.json' | 'docs.json'): Promise<string>;
}

/** The documents change with a release only. */
const cacheControl = 'public, max-age=300';

/** GET /v1/openapi.json: the document, as it was made by the build. */
export function getOpenApi({ readAsset }: ServeDocumentsDeps) {
  return async function handleGetOpenApi(event: ApiEvent): Promise<ApiResponse> {
    return compressAnswer(event, {
      statusCode: 200,
      headers: {
        'content-type': 'application/json',
        'cache-control': cacheControl,
        'x-content-type-options': 'nosniff',
      },
      body: await readAsset('openapi.json'),
    });
  };
}

/** GET /docs: the page, under the policy that the build has made for the very scripts in it. */
export function getDocs({ readAsset }: ServeDocumentsDeps) {
  return async function handleGetDocs(event: ApiEvent): Promise<ApiResponse> {
    const { html, contentSecurityPolicy } = JSON.parse(await readAsset('docs.json'));
    return compressAnswer(event, {
      statusCode: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy,
        'cache-control': cacheControl,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      },
      body: html,
    });
  };
}
