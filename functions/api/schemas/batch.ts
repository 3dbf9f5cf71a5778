import * as z from 'zod/mini';
import { batchIdPattern, invite, inviteStatuses } from './invite.ts';
import { linkOperation } from './operation.ts';
import { count, named, nextCursor, text, time } from './parts.ts';

/** Most invites of one batch. */
export const largestBatch = 100;

const counts = Object.fromEntries(
  Object.keys(inviteStatuses).map((status) => [status, count(`Invites that are ${status}.`)]),
) as Record<keyof typeof inviteStatuses, z.ZodMiniInt>;

export const batchCounts = named(
  'BatchCounts',
  'The invites or operations of the batch by their status.',
  z.object(counts),
);

export const batchSummary = named(
  'BatchSummary',
  'A batch in the list of all.',
  z.object({
    id: text('The id of the batch: GET /v1/batches/{id} tells how far it is.', { pattern: batchIdPattern }),
    size: count('How many invites it has.', 1),
    created_at: time('When it was accepted.'),
    example: z
      .object({
        account: text('The account that makes the link.'),
        peer: z
          .union([z.string(), z.record(z.string(), z.unknown())])
          .check(z.meta({ description: 'The chat, as the request named it.' })),
        title: z.exactOptional(text('Title of the link.')),
      })
      .check(z.meta({ description: 'One of its requests.' })),
  }),
);

export const batchPage = named(
  'BatchPage',
  'Batches of invites, newest first.',
  z.object({ batches: z.array(batchSummary), next_cursor: nextCursor }),
);

export const batch = named(
  'Batch',
  'Invites that were accepted together. Or the operations of one request for many links.',
  z.object({
    id: text('The id of the batch.', { pattern: batchIdPattern }),
    size: count('How many invites or operations it has, those that are missing among them.', 1),
    missing: z.exactOptional(
      count(
        'How many of them were not accepted, for the request broke off. The same request under the same Idempotency-Key accepts them.',
        1,
      ),
    ),
    status: z.enum(['running', 'done']).check(
      z.meta({
        description:
          '`done` when all of them are final, and nothing more comes of what is missing by itself.',
      }),
    ),
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
