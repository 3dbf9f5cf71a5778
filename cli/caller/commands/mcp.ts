import { once } from 'node:events';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createClient } from '../../../client/create-client.ts';
import { createMcpServer } from '../../mcp/create-server.ts';
import type { CallerContext } from '../caller-context.ts';

/** Serves the API as tools over standard input and output, until the host closes them. */
export async function mcp({ destination, signal, note }: CallerContext, version: string): Promise<void> {
  const client = createClient({ ...destination, signal });
  const server = serveStdio(() => createMcpServer(client, version), {
    onerror: (error) => note(`MCP: ${error.message}`),
  });
  note('Serving MCP on standard input and output. A host such as an editor starts this command by itself.');
  await Promise.race([once(process.stdin, 'end'), once(signal, 'abort')]);
  await server.close();
}
