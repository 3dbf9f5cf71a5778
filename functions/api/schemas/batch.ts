import * as z from 'zod/mini';
import { batchIdPattern, invite, inviteStatuses } from './invite.ts';
import { linkOperation } from './operation.ts';
import { count, named, nextCursor, text, time } from './parts.ts';

/** Most invites of one batch: DynamoDB's TransactWriteItems takes 100 items. */
export const largestBatch = 100;

const counts = Object.fromEntries(
  Object.keys(inviteStatuses).map((status) => [status, count(`Invites that are ${status}.`)]),
) as Record<keyof typeof inviteStatuses, z.ZodMiniInt>;

export const batchCounts = named(
  'BatchCounts',
  'The invites or operations of the batch by their status.',
  z.object(counts),
);

export const batch = named(
  'Batch',
  'Invites that were accepted together: all of them, or none. Or the operations of one request for many links.',
  z.object({
    id: text('The id of the batch.', { pattern: batchIdPattern }),
    size: count('How many invites or operations it has.', 1),
    status: z.enum(['running', 'done']).check(z.meta({ description: '`done` when all of them are final.' })),
    counts: batchCounts,
    estimated_done_at: z.exactOptional(
      time(
        'When all invites will probably be final, from the pace and waits of the accounts. Absent when nobody can tell.',
      ),
    ),
    created_at: time('When it was accepted.'),
    items: z
      .array(invite)
      .check(z.meta({ description: 'A page of its invites, in the order of the batch.' })),
    operations: z.exactOptional(
      z
        .array(linkOperation)
        .check(
          z.meta({ description: 'A page of its operations, where it has operations in place of invites.' }),
        ),
    ),
    next_cursor: nextCursor,
  }),
);
