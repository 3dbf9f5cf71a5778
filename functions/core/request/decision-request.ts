import * as z from 'zod/mini';
import { otherRequestNames } from './field-names.ts';
import { type FieldProblem, toFieldProblems } from './field-problem.ts';
import { callbackUrlField, fieldDetails, peerField, toStoredPeer } from './invite-request.ts';
import { type Priority, priorities } from './priority.ts';
import { says } from './request-fields.ts';

/** The body of a decision about people who ask to join by the link of an invite. It may be left out. */
export const inviteDecisionBody = z.strictObject({
  priority: z.exactOptional(z.enum(priorities, says(fieldDetails.priority))),
  callback_url: z.exactOptional(callbackUrlField),
});

/** The same where the path names no invite. */
export const chatDecisionBody = z.extend(inviteDecisionBody, { peer: z.exactOptional(peerField) });

/** What a valid body asks for, before the account's default peer is filled in. */
export interface ParsedDecision {
  peer?: string | Record<string, unknown>;
  priority?: Priority;
  callback_url?: string;
}

type Parsed = { problems: FieldProblem[] } | { problems?: never; request: ParsedDecision };

/** Reads a body and reports everything that is wrong with it at once. */
export function parseDecision(
  schema: typeof inviteDecisionBody | typeof chatDecisionBody,
  body: Record<string, unknown>,
): Parsed {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const names = Object.keys(schema.shape);
    return {
      problems: toFieldProblems(parsed.error.issues, () => ({ names, elsewhere: otherRequestNames })),
    };
  }
  const { peer, ...rest }: z.infer<typeof chatDecisionBody> = parsed.data;
  return { request: { ...rest, ...(peer === undefined ? {} : { peer: toStoredPeer(peer) }) } };
}
