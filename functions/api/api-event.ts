import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** What API Gateway hands over (payload format 2.0), and what its handlers leave for those around them. */
export type ApiEvent = APIGatewayProxyEventV2 & {
  /** What the request's log line is to say beside the usual. */
  logFields?: RequestLogFields;
  /** What the answer's headers are to say whatever becomes of the request. */
  answerHeaders?: Record<string, string>;
};

/** What a handler adds to the log line of its request. Nothing else of a request is ever logged. */
export interface RequestLogFields {
  route?: string;
  jobId?: string;
  batchId?: string;
}

export type ApiResponse = APIGatewayProxyStructuredResultV2 & { statusCode: number };

/** An answer in JSON. Nothing here may be cached: every resource changes by itself. */
export function respondJson(
  statusCode: number,
  body: unknown,
  headers: Record<string, string> = {},
): ApiResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}
