import { Api } from 'telegram/tl/index.js';
import { expect, onTestFinished, test } from 'vitest';
import { openConnection } from '../../../functions/telegram/connection.ts';
import { startDemo } from '../../telegram-emulator/support/start-demo.ts';
import { app } from './telegram-world.ts';

const callTimeoutMs = 1_500;

/** A connection whose calls are given up after a second and a half, and what the data centre does with the next call. */
async function openImpatient() {
  let onCall: () => void = () => {};
  const { dataCentre, world, user } = await startDemo({
    chooseFault: () => {
      onCall();
      return undefined;
    },
  });
  const { authKey } = world.mintAuthKey(user);
  const connection = await openConnection(
    { dcId: 2, address: '127.0.0.1', port: dataCentre.port, authKey },
    app,
    { now: Date.now, untilMs: Number.POSITIVE_INFINITY, connectTimeoutMs: 5_000, callTimeoutMs },
  );
  onTestFinished(connection.close);
  return {
    connection,
    dataCentre,
    onCall: (next: () => void) => {
      onCall = next;
    },
  };
}

/** The process does nothing else for so long, as one that has no CPU. */
function stallFor(ms: number): void {
  const untilMs = Date.now() + ms;
  while (Date.now() < untilMs) {}
}

test('an answer that has arrived when its time is over is read, however late the process comes to it', async () => {
  const { connection, onCall } = await openImpatient();
  await connection.call(new Api.help.GetNearestDc());
  onCall(() => setImmediate(() => stallFor(callTimeoutMs + 500)));
  await expect(connection.call(new Api.help.GetNearestDc())).resolves.toBeInstanceOf(Api.NearestDc);
});

test('a call without an answer is given up in time', async () => {
  const { connection, dataCentre } = await openImpatient();
  dataCentre.faults.inject({
    method: 'help.getNearestDc',
    action: { type: 'silence', isExecuted: false },
  });
  await expect(connection.call(new Api.help.GetNearestDc())).rejects.toMatchObject({
    rpc: { type: 'ANSWER_TIMEOUT' },
  });
});
