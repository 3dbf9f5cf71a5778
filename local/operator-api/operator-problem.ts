import { randomUUID } from 'node:crypto';
import type { HttpReply } from '../aws/http-reply.ts';

/** The problems that the operator API has beside those of the public API. They have no page: a deployed service has none of them. */
const types = {
  'operator-key': { title: 'The operator key is missing or wrong', status: 401 },
  'wrong-keys': { title: 'Too many wrong operator keys', status: 429 },
  'not-local': { title: 'The operator API is for this machine only', status: 403 },
  'login-not-found': { title: 'No such login', status: 404 },
  'login-in-progress': { title: 'The account is being logged in already', status: 409 },
  'login-state': { title: 'The login waits for something else', status: 409 },
  'webhook-not-found': { title: 'No such webhook', status: 404 },
  'operation-refused': { title: 'This cannot be done now', status: 409 },
  'telegram-error': { title: 'Telegram refused it, or cannot be reached', status: 502 },
  'internal-error': { title: 'Internal error', status: 500 },
} as const;

export interface OperatorProblemFields {
  slug: keyof typeof types;
  /** What happened this time. It never holds what was typed. */
  detail: string;
  extensions?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** A request that ends in problem details. @see https://www.rfc-editor.org/rfc/rfc9457 */
export class OperatorProblem extends Error {
  override readonly name = 'OperatorProblem';
  readonly problem: OperatorProblemFields;

  constructor(problem: OperatorProblemFields) {
    super(problem.detail);
    this.problem = problem;
  }
}

export function toOperatorProblemReply({
  slug,
  detail,
  extensions,
  headers,
}: OperatorProblemFields): HttpReply {
  const { title, status } = types[slug];
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    cookies: [],
    body: Buffer.from(
      JSON.stringify({
        type: `urn:invite-spool:operator-problem:${slug}`,
        title,
        status,
        detail,
        instance: `urn:invite-spool:request:${randomUUID()}`,
        ...extensions,
      }),
    ),
  };
}
