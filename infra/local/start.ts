import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDirectory } from '../build.ts';
import { describeEvent, describeLogLine, formatTime } from './describe-event.ts';
import { type LocalSystem, startLocalSystem } from './local-system.ts';

const stateDirectory = join(projectDirectory, '.local');
const stateFile = join(stateDirectory, 'state.json');

let isStarted = false;
let rewriteState = (): void => {};

/** `npm start`: the whole service on this machine, until Ctrl-C. */
async function start(): Promise<void> {
  const port = readPort(process.env.PORT);
  console.log('invite-spool: starting\n');
  const system = await startLocalSystem({
    port,
    directory: stateDirectory,
    env: process.env,
    onPart: (name, address) => console.log(`  ${name.padEnd(9)} ${address}`),
    onEvent: (event) => {
      print(describeEvent(event));
      if (event.type === 'process-started' || event.type === 'process-ended') {
        rewriteState();
      }
    },
    onLine: (name, text) => print(describeLogLine(name, text)),
  });
  rewriteState = () => writeState(system);
  rewriteState();
  printHelp(system);
  stopOnSignal(system);
}

function readPort(text = '3000'): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT must be a port number from 0 to 65535, and is "${text}"`);
  }
  return port;
}

/** The events of the start itself are told by its parts. */
function print(text: string | undefined): void {
  if (isStarted && text !== undefined) {
    console.log(`${formatTime(Date.now())}  ${text}`);
  }
}

/** The facts of the run for scripts to read. Holds the demo's API key, so it is its owner's alone. */
function writeState({ baseUrl, demo, peers, refusingPeers, stack, telegram }: LocalSystem): void {
  const state = {
    base_url: baseUrl,
    api_key: demo.apiKey,
    account: demo.account,
    peers,
    refusing_peers: refusingPeers,
    tables: Object.fromEntries(
      stack.settings.tables.map(({ create: { TableName: name } }) => [name.split('-').at(-1), name]),
    ),
    endpoints: { ...stack.endpoints, telegram: `${telegram.host}:${telegram.port}` },
    processes: { main: process.pid, dynamodb: stack.dynamodbPid, functions: stack.functionPids() },
  };
  const written = `${stateFile}.new`;
  writeFileSync(written, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(written, stateFile);
}

function printHelp({ baseUrl, demo, peers, refusingPeers }: LocalSystem): void {
  const [peer] = peers;
  const body = JSON.stringify({
    account: demo.account,
    peer,
    title: 'order 4711',
    usage_limit: 1,
    expire_in: 86_400,
  });
  console.log(`
  API key   ${demo.apiKey}
  account   ${demo.account}
  peers     ${peers.join('  ')}
  refusing  ${
    Object.entries(refusingPeers)
      .map(([name, error]) => `${name} (${error})`)
      .join('  ') || '-'
  }

Ask for a link, then look at it (the answer's Location says where):

  curl -i ${baseUrl}/v1/invites -H 'Authorization: Bearer ${demo.apiKey}' \\
    -H 'Content-Type: application/json' -d '${body}'
  curl -i ${baseUrl}/v1/invites/inv_... -H 'Authorization: Bearer ${demo.apiKey}'

The same facts as JSON: .local/state.json. Ctrl-C stops everything. What happens:
`);
  isStarted = true;
}

function stopOnSignal(system: LocalSystem): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) {
      return;
    }
    isStopping = true;
    console.log('\nstopping');
    rewriteState = () => {};
    await system.close();
    rmSync(stateFile, { force: true });
    console.log('stopped');
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

try {
  await start();
} catch (error) {
  console.error(describeStartError(error));
  process.exit(1);
}

function describeStartError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `invite-spool: port ${process.env.PORT ?? 3000} is taken: stop what listens there, or choose another with PORT=...`;
  }
  return `invite-spool: ${message}`;
}
