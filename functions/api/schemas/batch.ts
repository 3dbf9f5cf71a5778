import * as z from 'zod/mini';
import { batchIdPattern, invite, inviteStatuses } from './invite.ts';
import { count, named, nextCursor, text, time } from './parts.ts';

/** Most invites of one batch: DynamoDB's TransactWriteItems takes 100 items. */
export const largestBatch = 100;

const counts = Object.fromEntries(
  Object.keys(inviteStatuses).map((status) => [status, count(`Invites that are ${status}.`)]),
) as Record<keyof typeof inviteStatuses, z.ZodMiniInt>;

export const batchCounts = named(
  'BatchCounts',
  'The invites of the batch by their status.',
  z.object(counts),
);

export const batch = named(
  'Batch',
  'Invites that were accepted together: all of them, or none.',
  z.object({
    id: text('The batch.', { pattern: batchIdPattern }),
    size: count('How many invites it has.', 1),
    status: z
      .enum(['running', 'done'])
      .check(z.meta({ description: '`done` when every invite of it is final.' })),
    counts: batchCounts,
    estimated_done_at: z.exactOptional(
      time("When it will probably be done, by its accounts' pace and waits. Absent when nobody can tell."),
    ),
    created_at: time('When it was accepted.'),
    items: z.array(invite).check(z.meta({ description: 'A page of its invites, in their order.' })),
    next_cursor: nextCursor,
  }),
);
