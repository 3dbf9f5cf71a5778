import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent, ApiResponse } from './api-event.ts';
import { locateJsonError } from './locate-json-error.ts';
import { invalidRequest, ProblemError } from './problem-error.ts';

/** The body of a single request may be this large. */
export const usualBodyBytes = 32 * 1024;

export type JsonObject = Record<string, unknown>;

type JsonEvent = Pick<ApiEvent, 'headers' | 'body' | 'isBase64Encoded'>;

/**
 * Reads the body as a JSON object. Integers beyond 2^53 become bigints instead of losing digits: Telegram's access
 * hashes have 64 bits, and libraries print them as numbers.
 */
export function parseJsonBody(
  maxBodyBytes = usualBodyBytes,
): MiddlewareObj<ApiEvent & { json: JsonObject }, ApiResponse> {
  return {
    before: function parseBody({ event }) {
      event.json = readJsonObject(event, maxBodyBytes);
    },
  };
}

/** The same where a request needs no body: without one it has no fields. */
export function parseOptionalBody(): MiddlewareObj<ApiEvent & { json: JsonObject }, ApiResponse> {
  return {
    before: function parseBodyIfAny({ event }) {
      event.json = (event.body ?? '') === '' ? {} : readJsonObject(event, usualBodyBytes);
    },
  };
}

/** @throws ProblemError */
export function readJsonObject(event: JsonEvent, maxBodyBytes: number): JsonObject {
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(event.headers['content-type'] ?? '')) {
    throw unsupportedMediaType();
  }
  const value = parseJson(decodeBody(event, maxBodyBytes));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest([
      { field: '', detail: 'The body is a JSON object, with the fields of the request in it.' },
    ]);
  }
  return value as JsonObject;
}

function decodeBody({ body = '', isBase64Encoded }: JsonEvent, maxBodyBytes: number): string {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBodyBytes) {
    throw new ProblemError({
      slug: 'content-too-large',
      detail: `A body has at most ${maxBodyBytes} bytes.`,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw malformed('The body is not UTF-8.', error);
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === '') {
    throw malformed('The body is empty.');
  }
  try {
    return JSON.parse(text, keepInteger);
  } catch (error) {
    if (error instanceof RangeError) {
      throw malformed('The body is nested too deeply.', error);
    }
    const { line, column, position } = locateJsonError(text);
    throw malformed(
      `The body is not JSON: it breaks off or goes wrong at line ${line}, column ${column}.`,
      error,
      {
        position,
        line,
        column,
      },
    );
  }
}

/** @see https://tc39.es/proposal-json-parse-with-source/ */
function keepInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isBeyond = typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return isBeyond && context?.source !== undefined && /^-?\d+$/.test(context.source)
    ? BigInt(context.source)
    : value;
}

function malformed(detail: string, cause?: unknown, extensions?: Record<string, unknown>): ProblemError {
  const problem = { slug: 'malformed-json' as const, detail };
  return new ProblemError(extensions === undefined ? problem : { ...problem, extensions }, cause);
}

function unsupportedMediaType(): ProblemError {
  return new ProblemError({
    slug: 'unsupported-media-type',
    detail: 'Send the body as JSON, with "Content-Type: application/json".',
    headers: { accept: 'application/json' },
  });
}
