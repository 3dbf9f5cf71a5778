import { once } from 'node:events';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createClient } from '../../../client/create-client.ts';
import type { Patience } from '../../../client/send-requests.ts';
import { createMcpServer } from '../../mcp/create-server.ts';
import type { CallerContext } from '../caller-context.ts';

/** Hosts give a tool up after a minute: it must have told by then that nothing answers, or when there is room. */
const patience: Partial<Patience> = { pauseSeconds: [0.5, 1, 2, 4, 8], maxPutOffMs: 20_000 };

/** Serves the API as tools over standard input and output, until the host closes them. */
export async function mcp({ destination, signal, note }: CallerContext, version: string): Promise<void> {
  const client = createClient({ ...destination, signal, patience });
  const server = serveStdio(() => createMcpServer(client, version), {
    onerror: (error) => note(`MCP: ${error.message}`),
  });
  note('Serving MCP on standard input and output. A host such as an editor starts this command by itself.');
  await Promise.race([once(process.stdin, 'end'), once(signal, 'abort')]);
  await server.close();
}
