import { ProblemFailure, slugOf } from '../../api/failures.ts';

/** Whether the service has been started again, with another operator key. The API key is refused in another way. */
export function isKeyRefused(error: unknown): boolean {
  return error instanceof ProblemFailure && slugOf(error.problem) === 'operator-key';
}
