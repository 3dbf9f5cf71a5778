import type { CallToolResult, McpServer, StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { ApiError, JobError, UnreachableError } from '../../client/api-error.ts';
import type { Client } from '../../client/create-client.ts';

/** What a tool does to the world: a host asks its user before it runs one that changes something. */
type Effect = 'reads' | 'adds' | 'changes' | 'destroys';

/** What a tool tells: a sentence or two, and the data behind them. */
export interface ToolAnswer {
  summary: string;
  data: Record<string, unknown>;
}

export interface Tool<Schema extends StandardSchemaWithJSON> {
  name: string;
  title: string;
  description: string;
  effect: Effect;
  input: Schema;
  run(input: StandardSchemaWithJSON.InferOutput<Schema>, signal: AbortSignal): Promise<ToolAnswer>;
}

/** Adds tools over a client to a server. */
export type AddTools = (server: McpServer, client: Client) => void;

/** @see https://modelcontextprotocol.io/specification/draft/server/tools */
export function addTool<Schema extends StandardSchemaWithJSON>(server: McpServer, tool: Tool<Schema>): void {
  const { name, title, description, effect, input, run } = tool;
  server.registerTool(
    name,
    {
      title,
      description,
      inputSchema: input,
      annotations: {
        readOnlyHint: effect === 'reads',
        destructiveHint: effect === 'destroys',
        // The service looks a link up at Telegram, and makes it there.
        openWorldHint: true,
      },
    },
    (async (
      given: StandardSchemaWithJSON.InferOutput<Schema>,
      { mcpReq }: { mcpReq: { signal: AbortSignal } },
    ) => {
      try {
        return toResult(await run(given, mcpReq.signal));
      } catch (error) {
        return toFailure(error);
      }
    }) as never,
  );
}

function toResult({ summary, data }: ToolAnswer): CallToolResult {
  return {
    content: [{ type: 'text', text: `${summary}\n${JSON.stringify(data)}` }],
    structuredContent: data,
  };
}

/** A failure is told to the model, which can mend its request. What is no answer of the API is not told in its own words. */
function toFailure(error: unknown): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: describe(error) }] };
}

function describe(error: unknown): string {
  if (error instanceof ApiError) {
    const { title, detail = '', errors = [] } = error.problem;
    const fields = errors.map(({ field, detail }) => `${field === '' ? 'body' : field}: ${detail}`);
    return [`${title}. ${detail}`.trim(), ...fields].join('\n');
  }
  if (error instanceof JobError) {
    return `${error.type ?? error.job.status}: ${error.message}`;
  }
  return error instanceof UnreachableError
    ? error.message
    : 'The tool failed by a fault of its own. Nothing is known of what was done: look before you ask again.';
}
