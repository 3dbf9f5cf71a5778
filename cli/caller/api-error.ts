/** RFC 9457 problem details, or what could be read of an answer that is none. */
export interface Problem {
  title: string;
  detail?: string;
  errors?: { field: string; detail: string }[];
  /** Of an account that has no room. */
  accountStatus?: string;
}

/** The API has refused a request, or failed at it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.detail ?? problem.title);
    this.status = status;
    this.problem = problem;
  }
}

/** There was no answer at all. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** @param text the body of an answer that is no success. */
export function readProblem(status: number, text: string): Problem {
  const fallback = { title: `The API answered ${status}` };
  try {
    const { title, detail, errors, account_status } = JSON.parse(text);
    return {
      title: typeof title === 'string' ? title : fallback.title,
      ...(typeof detail === 'string' ? { detail } : {}),
      ...(Array.isArray(errors) ? { errors } : {}),
      ...(typeof account_status === 'string' ? { accountStatus: account_status } : {}),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) {
      return fallback;
    }
    throw error;
  }
}
