import { ApiError } from '../../client/api-error.ts';
import type { CallerContext } from './caller-context.ts';

/**
 * Waits for the answer to a request that changes something. Where none comes, as when the tool is stopped, the service may do what
 * is asked all the same.
 * @param advice what to do then.
 */
export async function noteUnanswered<T>(
  { note }: CallerContext,
  answer: Promise<T>,
  advice: string,
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError)) {
      note(`No answer came. The service may do what you asked all the same. ${advice}`);
    }
    throw error;
  }
}
