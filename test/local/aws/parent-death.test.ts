import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeFiles } from './fixture-functions.ts';

// The parent: starts an engine and a function, and tells their addresses. It runs in a process of its own, to be killed.
function parent(infra: string, bundlePath: string) {
  return `
import { startDynamodb } from ${JSON.stringify(join(infra, 'dynamodb.ts'))};
import { buildFunctionHost } from ${JSON.stringify(join(infra, 'build-function-host.ts'))};
import { startFunctionProcess } from ${JSON.stringify(join(infra, 'function-process.ts'))};
const engine = await startDynamodb();
const settings = { name: 'x', functionName: 'x', functionArn: 'x', handlerExport: 'handler', timeoutSeconds: 60, memoryMegabytes: 128 };
const lambda = startFunctionProcess({
  settings, hostPath: await buildFunctionHost(), bundlePath: ${JSON.stringify(bundlePath)}, environment: {}, onLine() {},
});
await lambda.ready;
process.once('message', (port) => lambda.invoke({ port }, 'request-1'));
process.send({ enginePort: Number(new URL(engine.endpoint).port) });
`;
}

/** Holds a connection open until the other side ends. */
const bundle = `
import { connect } from 'node:net';
export const handler = ({ port }) => { connect(port, '127.0.0.1'); return new Promise(() => {}) };
`;

test('the engine and the functions end when their parent is killed', async () => {
  const infra = join(import.meta.dirname, '../../../local/aws');
  const directory = await writeFiles({ 'index.mjs': bundle });
  const script = await writeFiles({ 'parent.mjs': parent(infra, join(directory, 'index.mjs')) });
  const listener = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void listener.close());
  await once(listener, 'listening');

  const child = fork(join(script, 'parent.mjs'), { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [{ enginePort }] = (await once(child, 'message')) as [{ enginePort: number }];
  const toEngine = connect(enginePort, '127.0.0.1');
  await once(toEngine, 'connect');
  child.send((listener.address() as AddressInfo).port);
  const [fromFunction] = (await once(listener, 'connection')) as [Socket];

  const ends = [toEngine, fromFunction].map((socket) =>
    once(
      socket.resume().on('error', () => {}),
      'close',
    ),
  );
  child.kill('SIGKILL');
  await Promise.all(ends);
  expect([toEngine.destroyed, fromFunction.destroyed]).toEqual([true, true]);
});
