import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** What API Gateway hands over (payload format 2.0), and what its handlers leave for those around them. */
export type ApiEvent = APIGatewayProxyEventV2 & {
  /** What the request's log line is to say beside the usual. */
  logFields?: LogFields;
  /** What the answer's headers are to say whatever becomes of the request. */
  answerHeaders?: Record<string, string>;
};

/** What a handler adds to the log line of its request. Nothing else of a request is ever logged. */
export interface LogFields {
  route?: string;
  jobId?: string;
}

export type ApiResponse = APIGatewayProxyStructuredResultV2 & { statusCode: number };

/** What the handlers need of a logger; Powertools' has it. */
export interface Log {
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
  error(message: string, fields: Record<string, unknown>): void;
}

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
