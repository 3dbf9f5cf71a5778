import type { ApiEvent, ApiResponse } from './api-event.ts';
import { type ErrorType, errorTypes } from './error-types.ts';
import { ProblemError } from './problem-error.ts';
import { problemPageHeaders, renderPage, renderProblemList } from './problem-page.ts';
import type { ProblemTypeResource } from './problem-type-resource.ts';
import { type ProblemType, problemTypes, problemTypeUri } from './problems.ts';

/** Problem types change with a release only. */
const cacheControl = 'public, max-age=3600';

/** GET /problems: every problem and every error, as a page or, when asked for, as JSON. */
export async function listProblems(event: ApiEvent): Promise<ApiResponse> {
  const problems = (Object.entries(problemTypes) as [string, ProblemType][]).map(([slug, problem]) =>
    toProblemResource(slug, problem),
  );
  const errors = errorTypes.map(toErrorResource);
  return respondEither(event, { problems, errors }, () => renderProblemList(problems, errors));
}

/** GET /problems/{slug}: what one of them means and what to do, as a page or, when asked for, as JSON. */
export async function getProblem(event: ApiEvent): Promise<ApiResponse> {
  const slug = event.pathParameters?.slug ?? '';
  const problem = (Object.entries(problemTypes) as [string, ProblemType][]).find(([name]) => name === slug);
  const error = errorTypes.find(({ type }) => type === slug);
  if (problem === undefined && error === undefined) {
    throw new ProblemError({
      slug: 'not-found',
      detail: 'There is no problem and no error of this name. GET /problems lists all of them.',
    });
  }
  const resource = problem ? toProblemResource(slug, problem[1]) : toErrorResource(error as ErrorType);
  return respondEither(event, resource, () => renderPage(resource));
}

function toProblemResource(
  slug: string,
  { title, status, means, whatToDo }: ProblemType,
): ProblemTypeResource {
  return {
    type: problemTypeUri(slug),
    title,
    status,
    means,
    what_to_do: whatToDo,
    page: `/problems/${slug}`,
  };
}

function toErrorResource({
  type,
  class: errorClass,
  means,
  whatToDo,
  isOfLogin,
}: ErrorType): ProblemTypeResource {
  return {
    type,
    class: errorClass,
    means,
    what_to_do: whatToDo,
    page: `/problems/${type}`,
    ...(isOfLogin ? { at_login: true } : {}),
  };
}

/** People get a page; a client that asks for JSON, and not for a page as well, gets JSON. */
function respondEither(event: ApiEvent, resource: object, render: () => string): ApiResponse {
  const accept = event.headers.accept ?? '';
  const isJson = /application\/(json|problem\+json|\*)/i.test(accept) && !/text\/html/i.test(accept);
  return {
    statusCode: 200,
    headers: {
      'cache-control': cacheControl,
      vary: 'accept',
      'x-content-type-options': 'nosniff',
      ...(isJson ? { 'content-type': 'application/json' } : problemPageHeaders),
    },
    body: isJson ? JSON.stringify(resource) : render(),
  };
}
