import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { startDataCentre } from '../../../telegram-emulator/data-centre.ts';
import { createDemoWorld } from '../../../telegram-emulator/demo-world.ts';
import { createDelayLine } from '../../../telegram-emulator/transport/delay-line.ts';
import type { BenchAccount } from './bench-account.ts';

/*
 * Telegram in its own process, so that it takes no time from the measured process. The parent sends the round trip to
 * simulate. It gets the account on each request, each time with a new key. The process ends with its parent.
 */
export type TelegramRequest = { type: 'set-round-trip'; ms: number } | { type: 'mint-account' };
export type TelegramAnswer = { type: 'ready' } | { type: 'account'; account: BenchAccount };

/** This benchmark does not measure limits. */
const unlimited = { capacity: 1e9, refillPerMinute: 1e9, penaltySeconds: 5 };

const { world, user, peers } = createDemoWorld();
const dataCentre = await startDataCentre({
  world,
  floodLimits: { default: unlimited, 'messages.exportChatInvite': unlimited },
});
let roundTripMs = 0;
const linePort = await startLine();

process.on('disconnect', () => process.exit());
process.on('message', (request: TelegramRequest) => {
  if (request.type === 'mint-account') {
    send({ type: 'account', account: mintAccount() });
    return;
  }
  roundTripMs = request.ms;
  dataCentre.faults.setRoundTripMs(request.ms);
});
send({ type: 'ready' });

function send(answer: TelegramAnswer): void {
  process.send?.(answer);
}

function mintAccount(): BenchAccount {
  const { host, port, dcId } = dataCentre;
  return {
    host,
    port,
    dcId,
    authKey: world.mintAuthKey(user).authKey.toString('base64'),
    userId: user.id.toString(),
    channelId: peers.launch.id.toString(),
    accessHash: world.accessHash(user.id, 'channel', peers.launch.id).toString(),
    linePort,
  };
}

/** An echo server, with the same round trip as the data centre. @returns its port. */
async function startLine(): Promise<number> {
  const server = createServer({ noDelay: true }, sendBack);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function sendBack(socket: Socket): void {
  const connectedAtMs = performance.now() + roundTripMs;
  const outbound = createDelayLine((chunk: Buffer) => {
    if (socket.writable) {
      socket.write(chunk);
    }
  });
  const inbound = createDelayLine((chunk: Buffer) => outbound.push(chunk, roundTripMs / 2));
  socket.on('data', (chunk) => {
    inbound.push(chunk, Math.max(0, connectedAtMs - performance.now()) + roundTripMs / 2);
  });
  socket.on('error', () => socket.destroy());
}
