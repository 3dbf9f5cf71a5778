import { gzipSync } from 'node:zlib';
import type { ApiEvent, ApiResponse } from './api-event.ts';

/**
 * The answer in a seventh of its bytes, for whoever takes that: API Gateway compresses nothing.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function compressAnswer(event: ApiEvent, answer: ApiResponse): ApiResponse {
  const vary = { ...answer.headers, vary: 'accept-encoding' };
  if (!takesGzip(event)) {
    return { ...answer, headers: vary };
  }
  return {
    ...answer,
    headers: { ...vary, 'content-encoding': 'gzip' },
    body: gzipSync(answer.body ?? '').toString('base64'),
    isBase64Encoded: true,
  };
}

/** `gzip;q=0` refuses it: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3 */
export function takesGzip({ headers }: Pick<ApiEvent, 'headers'>): boolean {
  const accepted = headers['accept-encoding'] ?? '';
  return /(?:^|,)\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i.test(accepted);
}
