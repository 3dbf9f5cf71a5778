import * as z from 'zod';
import { defined, describeInvite, toInviteData } from './describe-resources.ts';
import { requestKeyField, waitField } from './fields.ts';
import { type AddTools, addTool } from './tool.ts';
import { waitFor } from './wait-for.ts';

/** Pools of links that lie ready, and links that are replaced in each period. */
export const addStandingTools: AddTools = (server, client) => {
  addTool(server, {
    name: 'list_pools',
    title: 'List pools',
    description: 'Lists pools: links that were made before they are asked for. Take one with take_link.',
    effect: 'reads',
    input: z.object({}),
    async run(_, signal) {
      const { pools } = await client.pools.list({ signal });
      return { summary: `${pools.length} pools.`, data: { pools } };
    },
  });
  addTool(server, {
    name: 'take_link',
    title: 'Take a link from a pool',
    description:
      'Gives a link of a pool at once, also while Telegram asks the account to wait. It is given to nobody else. Where the pool is empty, a link is made.',
    effect: 'adds',
    input: z.object({
      pool: z.string().describe('Name of the pool, as list_pools tells it.'),
      title: z.string().max(32).optional(),
      expire_in: z.int().min(1).optional().describe('The link ends so many seconds from now.'),
      metadata: z.record(z.string(), z.string()).optional(),
      request_key: requestKeyField,
      wait_seconds: waitField,
    }),
    async run({ pool, request_key, wait_seconds, ...given }, signal) {
      const options = { signal, ...(request_key === undefined ? {} : { idempotencyKey: request_key }) };
      const job = await client.pools.take(pool, defined(given), options);
      const invite = await waitFor(job, wait_seconds, signal);
      return { summary: describeInvite(invite), data: toInviteData(invite) };
    },
  });
  addTool(server, {
    name: 'list_rotations',
    title: 'List rotating links',
    description:
      'Lists rotations: links that are replaced in each period, with the current link and the next change.',
    effect: 'reads',
    input: z.object({}),
    async run(_, signal) {
      const { body } = await client.call('listRotations', { signal });
      return {
        summary: `${body.rotations.length} rotations.`,
        data: { rotations: body.rotations, ...defined({ next_cursor: body.next_cursor }) },
      };
    },
  });
  addTool(server, {
    name: 'rotate_link',
    title: 'Replace a rotating link now',
    description:
      'Makes the next link of a rotation now, such as when the current one has leaked. The old one is revoked after the overlap.',
    effect: 'destroys',
    input: z.object({
      rotation: z.string().describe('Name of the rotation, as list_rotations tells it.'),
      overlap: z
        .string()
        .optional()
        .describe('How long the old link still works, such as PT0S for not at all.'),
      request_key: requestKeyField,
    }),
    async run({ rotation, overlap, request_key }, signal) {
      const options = { signal, ...(request_key === undefined ? {} : { idempotencyKey: request_key }) };
      const answer = await client.rotations.rotate(rotation, defined({ overlap }), options);
      return {
        summary: `The next link of ${rotation} is being made. list_rotations tells it.`,
        data: { rotation: answer },
      };
    },
  });
};
