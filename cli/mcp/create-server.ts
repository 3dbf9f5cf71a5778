import { McpServer } from '@modelcontextprotocol/server';
import type { Client } from '../../client/create-client.ts';
import { addAccountTools } from './account-tools.ts';
import { addInviteTools } from './invite-tools.ts';
import { addPeopleTools } from './people-tools.ts';
import { addStandingTools } from './standing-tools.ts';

const instructions = `Makes Telegram invite links as durable jobs, and looks after them. Begin with list_accounts and list_chats.
Telegram limits how many links an account makes: a job may wait, and the service goes on by itself. Never ask for the same link again because it waits: look at it with get_invite.
Where you may repeat a request, give request_key. Before links are revoked, tell the user the number and ask.`;

/** The API as tools of the Model Context Protocol: https://modelcontextprotocol.io */
export function createMcpServer(client: Client, version: string): McpServer {
  const server = new McpServer(
    { name: 'invite-spool', version },
    { capabilities: { tools: {} }, instructions },
  );
  for (const addTools of [addAccountTools, addInviteTools, addPeopleTools, addStandingTools]) {
    addTools(server, client);
  }
  return server;
}
