import * as z from 'zod';
import { defined, describeOperation, toOperationData } from './describe-resources.ts';
import { cursorField, inviteIdField, limitField, waitField } from './fields.ts';
import { type AddTools, addTool } from './tool.ts';
import { waitFor } from './wait-for.ts';

const userIdField = z.string().describe('Id of the user at Telegram, as list_join_requests tells it.');

/** Who joined by links, and who asks to. */
export const addPeopleTools: AddTools = (server, client) => {
  addTool(server, {
    name: 'list_joins',
    title: 'List who joined by a link',
    description:
      'Lists who joined by the link of an invite that was made with track_joins. This is personal data: the key needs the scope joins:read.',
    effect: 'reads',
    input: z.object({ id: inviteIdField, limit: limitField, cursor: cursorField }),
    async run({ id, limit, cursor }, signal) {
      const query = defined({ limit, cursor });
      const { body } = await client.call('listInviteJoins', { path: { id }, query, signal });
      const { items, joins, track_joins, as_of, trouble, next_cursor } = body;
      const untracked = track_joins === false ? ' The joins of this link are not tracked.' : '';
      return {
        summary: `${joins} have joined by the link of ${id}.${untracked}`,
        data: { joins, items, ...defined({ as_of, trouble, next_cursor }) },
      };
    },
  });
  addTool(server, {
    name: 'list_join_requests',
    title: 'List who asks to join',
    description: 'Lists who asks to join by the link of an invite with request_needed, as last seen.',
    effect: 'reads',
    input: z.object({ id: inviteIdField, limit: limitField, cursor: cursorField }),
    async run({ id, limit, cursor }, signal) {
      const query = defined({ limit, cursor });
      const { body } = await client.call('listInviteRequests', { path: { id }, query, signal });
      const items = 'items' in body ? body.items : [];
      const next_cursor = 'items' in body ? body.next_cursor : undefined;
      return { summary: `${items.length} ask to join.`, data: { items, ...defined({ next_cursor }) } };
    },
  });
  addTool(server, {
    name: 'decide_join_request',
    title: 'Let somebody in, or turn them away',
    description:
      'Approves or declines the request of one user to join by the link of an invite. The user sees it. It cannot be undone here.',
    effect: 'destroys',
    input: z.object({
      id: inviteIdField,
      user_id: userIdField,
      decision: z.enum(['approve', 'decline']),
      wait_seconds: waitField,
    }),
    async run({ id, user_id, decision, wait_seconds }, signal) {
      const job = await client.requests[decision](id, user_id, { signal });
      const operation = await waitFor(job, wait_seconds, signal);
      return { summary: describeOperation(operation), data: toOperationData(operation) };
    },
  });
};
