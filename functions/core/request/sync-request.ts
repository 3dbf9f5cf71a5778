import * as z from 'zod/mini';
import { otherRequestNames } from './field-names.ts';
import { type FieldProblem, toFieldProblems } from './field-problem.ts';
import { callbackUrlField, fieldDetails, peerField, toStoredPeer } from './invite-request.ts';
import { type Priority, priorities } from './priority.ts';
import { flagOf, says } from './request-fields.ts';

/** The body of POST /v1/accounts/{name}/links/sync: which links are read. */
export const syncRequestBody = z.strictObject({
  peer: z.exactOptional(peerField),
  revoked: z.exactOptional(flagOf('revoked takes true or false.')),
  admins: z.exactOptional(
    z.literal(
      'all',
      says(
        'admins takes "all": the links of all administrators of the chat. Leave it out for those of the account.',
      ),
    ),
  ),
  priority: z.exactOptional(z.enum(priorities, says(fieldDetails.priority))),
  callback_url: z.exactOptional(callbackUrlField),
});

/** What a valid body asks for, before the account's default peer is filled in. */
export interface ParsedSyncRequest {
  peer?: string | Record<string, unknown>;
  revoked?: boolean;
  admins?: 'all';
  priority?: Priority;
  callback_url?: string;
}

/** Reads a body and reports everything that is wrong with it at once. */
export function parseSyncRequest(
  body: Record<string, unknown>,
): { problems: FieldProblem[] } | { problems?: never; request: ParsedSyncRequest } {
  const parsed = syncRequestBody.safeParse(body);
  if (!parsed.success) {
    const problems = toFieldProblems(parsed.error.issues, () => ({
      names: Object.keys(syncRequestBody.shape),
      elsewhere: otherRequestNames,
    }));
    return { problems };
  }
  const { peer, ...rest } = parsed.data;
  return { request: { ...rest, ...(peer === undefined ? {} : { peer: toStoredPeer(peer) }) } };
}
