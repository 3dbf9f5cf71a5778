import * as z from 'zod/mini';
import { batchIdPattern } from './invite.ts';
import { operationIdPattern } from './operation.ts';
import { count, flag, named, nextCursor, text } from './parts.ts';

/** What each filter means, as `inviteRequestFields` says it for a request. */
export const revokeRequestFields: Record<string, Record<string, unknown>> = {
  account: { description: 'Only links of invites of this account.' },
  peer: {
    description:
      'Only links of this chat, in any form that a request takes as text. With `account` it matches every name by which the account has found the chat; without, that name alone.',
  },
  batch: { description: 'Only links of this batch.' },
  metadata: {
    description: 'Only links of invites with all of these pairs.',
    additionalProperties: { type: 'string' },
  },
  title_prefix: { description: 'Only links whose title begins so.' },
  created_after: {
    description:
      'Only links of invites with a `created_at` at this time or later. RFC 3339. That of an adopted invite is when the sync found the link.',
  },
  created_before: { description: 'Only links of invites with a `created_at` before this time. RFC 3339.' },
  all: { description: 'Needed where there is no filter: every link is revoked.' },
  dry_run: { description: 'Only tells how many links match.' },
  cursor: { description: 'The `next_cursor` of the answer before, unchanged.' },
};

export const revokeRequestDescription =
  'Which links are revoked: those that all the filters match. One filter at least, or `all`.';

export const revokeBatchDescription = 'How the links of the batch are revoked. It may be left out.';

export const revokeAnswer = named(
  'RevokeAnswer',
  'How many links match, and the operations that revoke them.',
  z.object({
    dry_run: flag('Whether nothing was stored.'),
    matched: count('How many links match, of those that this request looked at.'),
    accepted: count('How many operations were accepted.'),
    unfinished: count('Matching invites whose link is not made yet. They are left alone: cancel them.'),
    more: flag('Whether there is more to look at: `next_cursor` leads there.'),
    batch: z.exactOptional(
      text('The batch of the operations: GET /v1/batches/{id} tells how far they are.', {
        pattern: batchIdPattern,
      }),
    ),
    operations: z.array(z.string().check(z.meta({ pattern: operationIdPattern }))),
    next_cursor: nextCursor,
  }),
);
