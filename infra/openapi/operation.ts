import type { ProblemSlug } from '../../functions/api/problems.ts';
import type { Scope } from '../../functions/core/account/api-key.ts';
import type { HeaderName } from './headers.ts';
import type { ParameterName } from './parameters.ts';

export interface Answer {
  description: string;
  /** Name of a schema, for JSON. */
  schema?: string;
  /** Media types other than JSON. */
  texts?: string[];
  /** Headers that are always present. */
  headers?: HeaderName[];
  /** Headers that are sometimes present. */
  mayHave?: HeaderName[];
}

/** One method of one path. The parts that all operations share are added when the document is made. */
export interface Operation {
  method: 'get' | 'post' | 'patch' | 'delete';
  path: string;
  operationId: string;
  tag: string;
  summary: string;
  description?: string;
  /** The scope that the API key needs; `any` where each key will do, undefined when the operation needs no key. */
  scope?: Scope | 'any';
  parameters?: ParameterName[];
  /** Name of the body's schema. */
  body?: string;
  /** Whether the body may be left out. */
  isBodyOptional?: boolean;
  answers: Record<number, Answer>;
  /** The problems of this operation, beside those of every operation. */
  problems?: ProblemSlug[];
}

/** An answer that is a file for spreadsheets. */
export function csv(description: string): Answer {
  return {
    description,
    texts: ['text/csv'],
    headers: ['Content-Disposition'],
    mayHave: ['Link'],
  };
}

/** The problems of every operation that takes a request's body. */
export const bodyProblems: ProblemSlug[] = [
  'malformed-json',
  'request-timeout',
  'content-too-large',
  'unsupported-media-type',
  'invalid-request',
  'idempotency-key-invalid',
  'idempotency-key-reused',
  'too-many-pending',
  'quota-used-up',
  'overloaded',
];
