import * as z from 'zod/mini';
import { cleanTitle } from '../title.ts';
import { otherTakeNames } from './field-names.ts';
import { type FieldProblem, toFieldProblems } from './field-problem.ts';
import { findReservedNames, inviteRequestBody } from './invite-request.ts';
import { oneOf } from './request-fields.ts';

const { title, metadata, expire_in, callback_url } = inviteRequestBody.shape;

const ifEmptyDetail = 'if_empty takes "make" or "fail".';

/** The body of POST /v1/pools/{name}/take, which may be left out. */
export const takeRequestBody = z.strictObject({
  title,
  metadata,
  expire_in,
  callback_url,
  if_empty: z.exactOptional(oneOf(['make', 'fail'] as const, ifEmptyDetail)),
});

export interface TakeRequest {
  title?: string;
  metadata?: Record<string, string>;
  expire_in?: number;
  callback_url?: string;
  if_empty?: 'make' | 'fail';
}

/** Reads a body and reports everything that is wrong with it at once. */
export function parseTakeRequest(
  body: Record<string, unknown>,
): { problems: FieldProblem[] } | { problems?: never; request: TakeRequest } {
  const parsed = takeRequestBody.safeParse(body);
  const problems = [
    ...(parsed.success
      ? []
      : toFieldProblems(parsed.error.issues, () => ({
          names: Object.keys(takeRequestBody.shape),
          elsewhere: otherTakeNames,
        }))),
    ...findReservedNames(body),
  ];
  if (!parsed.success || problems.length > 0) {
    return { problems };
  }
  const { title: given, ...rest } = parsed.data;
  const cleaned = cleanTitle(given ?? '');
  return { request: { ...rest, ...(cleaned === '' ? {} : { title: cleaned }) } };
}
