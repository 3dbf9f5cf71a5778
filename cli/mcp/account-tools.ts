import * as z from 'zod';
import { defined, toAccountData } from './describe-resources.ts';
import { accountField, cursorField, limitField } from './fields.ts';
import { type AddTools, addTool } from './tool.ts';

/** Accounts and the chats they are in. */
export const addAccountTools: AddTools = (server, client) => {
  addTool(server, {
    name: 'list_accounts',
    title: 'List accounts',
    description:
      'Lists the Telegram accounts that make links: which can make some now, and why the others cannot.',
    effect: 'reads',
    input: z.object({}),
    async run(_, signal) {
      const accounts = await client.accounts.list({ signal });
      const able = accounts.filter(({ can_export }) => can_export).length;
      return {
        summary: `${accounts.length} accounts, ${able} can make links now.`,
        data: { accounts: accounts.map(toAccountData) },
      };
    },
  });
  addTool(server, {
    name: 'list_chats',
    title: 'List the chats of an account',
    description:
      'Lists the chats that an account is in, with the peer to ask for, and whether it may make links there.',
    effect: 'reads',
    input: z.object({ account: accountField, limit: limitField, cursor: cursorField }),
    async run({ account, limit, cursor }, signal) {
      const query = defined({ limit, cursor });
      const { body } = await client.call('listChats', { path: { name: account }, query, signal });
      return {
        summary: `${body.chats.length} chats.${body.next_cursor === undefined ? '' : ' There are more: ask again with next_cursor as cursor.'}`,
        data: { chats: body.chats, ...defined({ as_of: body.as_of, next_cursor: body.next_cursor }) },
      };
    },
  });
};
