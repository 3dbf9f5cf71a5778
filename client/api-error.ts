import type { components } from './openapi.ts';
import type { ErrorType } from './routes.ts';

type Schemas = components['schemas'];

type ProblemUrn = Extract<Schemas[Extract<keyof Schemas, `${string}Problem`>], { type: string }>['type'];

/** What a request can be refused for: the end of the `type` of the problems of the API. */
export type ProblemSlug = ProblemUrn extends infer Urn
  ? Urn extends `urn:invite-spool:problem:${infer Slug}`
    ? Slug
    : never
  : never;

/** RFC 9457 problem details, or what could be read of an answer that is none. */
export interface Problem {
  /** Such as `invalid-request`. Undefined where the answer was not the API's. */
  slug?: ProblemSlug;
  title: string;
  detail?: string;
  /** The fields at fault. */
  errors?: { field: string; detail: string }[];
  /** Of an account that has no room. */
  accountStatus?: string;
  /** The id of the request, which is in the log of the service. */
  instance?: string;
}

/** The API has refused a request, or failed at it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly problem: Problem;
  /** Such as `invalid-request`. */
  readonly type: ProblemSlug | undefined;

  constructor(status: number, problem: Problem) {
    super(problem.detail ?? problem.title);
    this.status = status;
    this.problem = problem;
    this.type = problem.slug;
  }
}

/** There was no answer at all. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** What was asked for has ended without what was asked for. */
export class JobError extends Error {
  override readonly name = 'JobError';
  /** Telegram's own error type, or one of the service: /problems tells what each means. Undefined where it was cancelled. */
  readonly type: ErrorType | (string & {}) | undefined;
  /** The invite, or the operation, as it ended. */
  readonly job: Schemas['Invite'] | Schemas['Operation'];

  constructor(job: Schemas['Invite'] | Schemas['Operation']) {
    super(job.error?.detail ?? `${job.id} is ${job.status}.`);
    this.type = job.error?.type;
    this.job = job;
  }
}

const urnPrefix = 'urn:invite-spool:problem:';

/** @param text the body of an answer that is no success. */
export function readProblem(status: number, text: string): Problem {
  const fallback = { title: `The API answered ${status}` };
  try {
    const { type, title, detail, errors, account_status, instance } = JSON.parse(text);
    return {
      ...(String(type).startsWith(urnPrefix) ? { slug: type.slice(urnPrefix.length) } : {}),
      title: typeof title === 'string' ? title : fallback.title,
      ...(typeof detail === 'string' ? { detail } : {}),
      ...(Array.isArray(errors) ? { errors } : {}),
      ...(typeof account_status === 'string' ? { accountStatus: account_status } : {}),
      ...(typeof instance === 'string' ? { instance } : {}),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) {
      return fallback;
    }
    throw error;
  }
}
