import type { ProblemSlug } from '../../functions/api/problems.ts';
import type { HeaderName } from './headers.ts';
import type { ParameterName } from './parameters.ts';

export interface Answer {
  description: string;
  /** Name of a schema, for JSON. */
  schema?: string;
  /** Media types other than JSON. */
  texts?: string[];
  /** Always there. */
  headers?: HeaderName[];
  /** There at times. */
  mayHave?: HeaderName[];
}

/** One method of one path, in short: what all of them have in common is added when the document is made. */
export interface Operation {
  method: 'get' | 'post';
  path: string;
  operationId: string;
  tag: string;
  summary: string;
  description?: string;
  /** The scope that the API key needs; none where everybody may ask. */
  scope?: 'invites:write' | 'invites:read' | 'accounts:read';
  parameters?: ParameterName[];
  /** Name of the body's schema. */
  body?: string;
  answers: Record<number, Answer>;
  /** Beside those that every operation can end in. */
  problems?: ProblemSlug[];
}
