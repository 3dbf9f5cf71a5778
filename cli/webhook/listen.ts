import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { WebhookSecrets } from '../../functions/aws/webhook-secrets.ts';
import { InterruptedError, RefusedError } from '../../operator/terminal/operator-errors.ts';
import { toPlainText } from '../../operator/terminal/table.ts';
import type { CommandContext } from '../tool/command-context.ts';

/** An event is a job and little more. */
const maxBodyBytes = 1_000_000;

/**
 * `listen`: a receiver on this machine, to see what callers will be told. Checks each signature as a receiver has to, and
 * prints the event. Runs until Ctrl-C.
 * @throws InterruptedError
 * @throws RefusedError when the port is taken.
 */
export async function listen(context: CommandContext, port: number): Promise<void> {
  const { system, terminal, now } = context;
  function getSecrets() {
    return system.webhookSecrets.getSecrets(system.tenantId, now());
  }
  await getSecrets();
  const server = createServer((request, response) => {
    receive(request, getSecrets).then(
      ({ status, lines }) => {
        response.writeHead(status).end();
        for (const line of lines) {
          terminal.print(line);
        }
      },
      (error: unknown) => {
        response.writeHead(500).end();
        terminal.note(error instanceof Error ? error.message : 'An event could not be read.');
      },
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => refuse(error, port));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  terminal.note(`Ready for events. Ask for one with "callback_url": "${url}"; Ctrl-C ends this.`);
  try {
    if (!terminal.signal.aborted) {
      await once(terminal.signal, 'abort');
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
  throw new InterruptedError();
}

function refuse(error: NodeJS.ErrnoException, port: number): never {
  throw error.code === 'EADDRINUSE'
    ? new RefusedError(`Port ${port} is taken: choose another with --port.`)
    : error;
}

interface Receipt {
  status: number;
  lines: string[];
}

async function receive(
  request: IncomingMessage,
  getSecrets: () => Promise<WebhookSecrets>,
): Promise<Receipt> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) {
      return { status: 413, lines: ['A request was too large to be an event.'] };
    }
    chunks.push(chunk);
  }
  const { secret } = await getSecrets();
  try {
    const event = new Webhook(secret).verify(Buffer.concat(chunks), headersOf(request));
    return { status: 204, lines: describe(event) };
  } catch (error) {
    if (error instanceof WebhookVerificationError) {
      return { status: 401, lines: [`A request was refused: ${error.message}.`] };
    }
    throw error;
  }
}

function headersOf({ headers }: IncomingMessage) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** The end of a job, or what happened at a link. */
interface Event {
  type: string;
  timestamp: string;
  data: { id?: string; invite_id?: string; number?: number };
}

/** What a caller has written into its job may hold what a terminal would obey. */
function describe(event: unknown): string[] {
  const { type, timestamp, data } = event as Event;
  const about = data.id ?? `${data.invite_id} #${data.number}`;
  const lines = JSON.stringify(data, null, 2).split('\n');
  return [
    toPlainText(`${timestamp}  ${type}  ${about}`),
    ...lines.map((line) => `  ${withoutControls(line)}`),
  ];
}

function withoutControls(line: string) {
  return line.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
}
