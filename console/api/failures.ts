/** A problem as the API tells it: RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** The id of the request, for the operator. */
  instance?: string;
  errors?: { field: string; detail: string }[];
}

/** The service has answered, and refused. */
export class ProblemFailure extends Error {
  override readonly name = 'ProblemFailure';
  readonly status: number;
  readonly problem: Problem;
  /** When the service wants to be asked again, in ms since 1970. */
  readonly retryAtMs: number | undefined;

  constructor(problem: Problem, retryAtMs?: number) {
    super(problem.detail);
    this.status = problem.status;
    this.problem = problem;
    this.retryAtMs = retryAtMs;
  }
}

/** The service has not answered. A request that changes something may have been executed. */
export class NetworkFailure extends Error {
  override readonly name = 'NetworkFailure';
}

/** The last part of the problem's type: `too-many-pending`. */
export function slugOf({ type }: Problem): string {
  return type.split(':').at(-1) ?? type;
}
