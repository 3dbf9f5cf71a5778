import * as z from 'zod';
import type { BodyOf } from '../../client/call.ts';
import {
  defined,
  describeBatch,
  describeInvite,
  describeOperation,
  toBatchData,
  toInviteData,
  toOperationData,
} from './describe-resources.ts';
import { cursorField, inviteIdField, limitField, linkFields, requestKeyField, waitField } from './fields.ts';
import { type AddTools, addTool } from './tool.ts';
import { waitFor } from './wait-for.ts';

/** Links: made, looked at, changed and revoked. */
export const addInviteTools: AddTools = (server, client) => {
  function keyed(idempotencyKey: string | undefined, signal: AbortSignal) {
    return { signal, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) };
  }

  addTool(server, {
    name: 'create_invite',
    title: 'Make an invite link',
    description:
      'Makes one invite link to a chat. Telegram may ask the account to wait, for seconds or hours: then the answer says until when, and the service makes the link by itself.',
    effect: 'adds',
    input: z.object({ ...linkFields, request_key: requestKeyField, wait_seconds: waitField }),
    async run({ request_key, wait_seconds, account, ...fields }, signal) {
      const body = { account, ...defined(fields) };
      const job = await client.invites.create(body, keyed(request_key, signal));
      const invite = await waitFor(job, wait_seconds, signal);
      return { summary: describeInvite(invite), data: toInviteData(invite) };
    },
  });
  addTool(server, {
    name: 'create_invites',
    title: 'Make many invite links',
    description:
      'Makes up to 100 alike links to a chat, as one batch. A refusal accepts none of them. An account makes some 20 links a minute, so 100 take about five minutes. Follow the batch with get_batch.',
    effect: 'adds',
    input: z.object({
      ...linkFields,
      count: z.int().min(1).max(100).describe('How many links.'),
      request_key: requestKeyField,
      wait_seconds: waitField,
    }),
    async run({ request_key, wait_seconds, count, account, ...fields }, signal) {
      const item = { account, ...defined(fields) };
      const job = await client.batches.create({ item, count }, keyed(request_key, signal));
      const batch = await waitFor(job, wait_seconds, signal);
      return { summary: describeBatch(batch), data: toBatchData(batch) };
    },
  });
  addTool(server, {
    name: 'get_invite',
    title: 'Look at an invite',
    description: 'Tells the state of an invite, its link when it is made, and why it waits or has failed.',
    effect: 'reads',
    input: z.object({ id: inviteIdField }),
    async run({ id }, signal) {
      const invite = await client.invites.get(id, { signal });
      return { summary: describeInvite(invite), data: toInviteData(invite) };
    },
  });
  addTool(server, {
    name: 'get_batch',
    title: 'Look at a batch',
    description: 'Tells how far a batch is, and its invites page by page.',
    effect: 'reads',
    input: z.object({
      id: z.string().describe('Id of the batch: bat_...'),
      limit: limitField,
      cursor: cursorField,
    }),
    async run({ id, limit, cursor }, signal) {
      const query = defined({ limit, cursor });
      const { body } = await client.call('getBatch', { path: { id }, query, signal });
      const { items, next_cursor } = body;
      return {
        summary: describeBatch(body),
        data: { ...toBatchData(body), items: items.map(toInviteData), ...defined({ next_cursor }) },
      };
    },
  });
  addTool(server, {
    name: 'list_invites',
    title: 'List invites',
    description: 'Lists invites, the newest first. A page may be short and still have a next_cursor.',
    effect: 'reads',
    input: z.object({
      account: z.string().optional(),
      peer: z.string().optional().describe('Only of this chat.'),
      title: z.string().optional().describe('Only links whose title begins so.'),
      status: z
        .enum(['queued', 'running', 'waiting', 'blocked', 'succeeded', 'failed', 'cancelled', 'expired'])
        .optional(),
      link_status: z.enum(['active', 'expired', 'used_up', 'revoked', 'deleted', 'unknown']).optional(),
      batch: z.string().optional(),
      metadata: z.record(z.string(), z.string()).optional().describe('Only invites with all of these pairs.'),
      created_after: z.string().optional().describe('RFC 3339'),
      created_before: z.string().optional().describe('RFC 3339'),
      limit: limitField,
      cursor: cursorField,
    }),
    async run(filters, signal) {
      const query = defined(filters);
      const { body } = await client.call('listInvites', { query, signal });
      const more =
        body.next_cursor === undefined ? '' : ' There are more: ask again with next_cursor as cursor.';
      return {
        summary: `${body.items.length} invites.${more}`,
        data: { items: body.items.map(toInviteData), ...defined({ next_cursor: body.next_cursor }) },
      };
    },
  });
  addTool(server, {
    name: 'cancel_invite',
    title: 'Cancel an invite',
    description:
      'Withdraws an invite whose link is not made yet. A link that is made already stays: revoke it.',
    effect: 'changes',
    input: z.object({ id: inviteIdField }),
    async run({ id }, signal) {
      const invite = await client.invites.cancel(id, { signal });
      return { summary: describeInvite(invite), data: toInviteData(invite) };
    },
  });
  addTool(server, {
    name: 'edit_invite',
    title: 'Edit a link',
    description:
      'Changes the title, the end, the limit or the approval of a link. What is left out stays as it is.',
    effect: 'changes',
    input: z.object({
      id: inviteIdField,
      title: z.string().max(32).optional(),
      expire_in: z.int().min(1).nullable().optional().describe('Seconds from now; null removes the end.'),
      usage_limit: z.int().min(1).max(99_999).nullable().optional().describe('null removes the limit.'),
      request_needed: z.boolean().optional(),
      wait_seconds: waitField,
    }),
    async run({ id, wait_seconds, ...changes }, signal) {
      const body = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const job = await client.invites.edit(id, body as BodyOf<'editInvite'>, { signal });
      const operation = await waitFor(job, wait_seconds, signal);
      return { summary: describeOperation(operation), data: toOperationData(operation) };
    },
  });
  addTool(server, {
    name: 'revoke_invite',
    title: 'Revoke a link',
    description: 'Revokes one link at Telegram: nobody can join by it any more. This cannot be undone.',
    effect: 'destroys',
    input: z.object({ id: inviteIdField, wait_seconds: waitField }),
    async run({ id, wait_seconds }, signal) {
      const operation = await waitFor(await client.invites.revoke(id, { signal }), wait_seconds, signal);
      return { summary: describeOperation(operation), data: toOperationData(operation) };
    },
  });
  addTool(server, {
    name: 'revoke_invites',
    title: 'Revoke many links',
    description:
      'Revokes all links that a filter finds. This cannot be undone, so it takes two calls: without expected_count it only counts, and revokes nothing. Show the number to the user. With expected_count it revokes, if that is still the number.',
    effect: 'destroys',
    input: z.object({
      account: z.string().optional(),
      peer: z.string().optional(),
      batch: z.string().optional(),
      title_prefix: z.string().optional(),
      metadata: z.record(z.string(), z.string()).optional(),
      created_after: z.string().optional(),
      created_before: z.string().optional(),
      all: z.boolean().optional().describe('Needed where there is no filter: every link.'),
      expected_count: z
        .int()
        .min(1)
        .optional()
        .describe('The number that the first call told, after the user has agreed.'),
    }),
    async run({ expected_count, ...given }, signal) {
      const filter = defined(given);
      const count = await walk({ ...filter, dry_run: true }, signal);
      if (expected_count === undefined || expected_count !== count.matched) {
        const changed = expected_count === undefined ? '' : ` This is not ${expected_count}: it has changed.`;
        return {
          summary: `${count.matched} links match.${changed} Nothing was revoked. To revoke them, ask the user, and then call again with expected_count ${count.matched}.`,
          data: { matched: count.matched, unfinished: count.unfinished, revoked: false },
        };
      }
      const { matched, batches } = await walk(filter, signal);
      return {
        summary: `${matched} links are being revoked. Follow them with get_batch: ${batches.join(', ')}.`,
        data: { matched, batches, revoked: true },
      };
    },
  });

  /** A request takes a part of the links, and leads to the next. */
  async function walk(filter: BodyOf<'revokeInvites'>, signal: AbortSignal) {
    const found = { matched: 0, unfinished: 0, batches: [] as string[] };
    let cursor: string | undefined;
    do {
      const answer = await client.invites.revokeMany(cursor === undefined ? filter : { ...filter, cursor }, {
        signal,
      });
      found.matched += answer.matched;
      found.unfinished += answer.unfinished;
      found.batches.push(...(answer.batch === undefined ? [] : [answer.batch]));
      cursor = answer.next_cursor;
    } while (cursor !== undefined);
    return found;
  }
};
